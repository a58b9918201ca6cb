package io.chaintier.diskstore;

/** The types of data that the disk tier keeps apart (R8): each has tables in a keyspace of its own. */
enum DataType {
    BLOCK,
    TRANSACTION,
    RECEIPT,
    /** What is canonical: numbers and heads. */
    INDEX,
    STATE,
    /** Which receipts have a term. */
    LOG
}
