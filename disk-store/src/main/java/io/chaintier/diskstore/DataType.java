package io.chaintier.diskstore;

import java.util.Locale;

/**
 * The types of data that the disk tier keeps apart (R8): each has tables in a keyspace of its own, and may have a cluster
 * of its own. A new one needs its line here, its tables ({@code block-1.cql} and so on), and its statements.
 */
enum DataType {
    BLOCK,
    TRANSACTION,
    RECEIPT,
    /** What is canonical: numbers and heads. */
    INDEX,
    STATE,
    /** Which receipts have a term. */
    LOG;

    /** The name in settings, keyspaces, file names and messages: {@code block}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
