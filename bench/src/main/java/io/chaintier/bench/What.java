package io.chaintier.bench;

import java.util.Locale;

/** What is read. */
enum What {
    TRANSACTION,
    RECEIPT,
    /** A block with its transactions, by number. */
    BLOCK,
    /** All logs of one block from one address. */
    LOGS;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
