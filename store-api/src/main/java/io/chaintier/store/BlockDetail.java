package io.chaintier.store;

/** How much of a block a reader wants. Each value includes the ones before it. */
public enum BlockDetail {
    /** The header and the hashes of the transactions. */
    HEADER,
    /** The bodies of the transactions too. */
    TRANSACTIONS,
    /** The receipts too. */
    RECEIPTS
}
