package io.chaintier.diskstore;

/** What a block has one of per transaction, kept in chunks. */
enum Body {
    TRANSACTION,
    RECEIPT
}
