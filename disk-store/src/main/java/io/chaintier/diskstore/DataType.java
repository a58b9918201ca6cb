package io.chaintier.diskstore;

import java.util.Locale;

/**
 * The types of data that the disk tier keeps apart (R8): each has tables in a keyspace of its own, and may have a cluster
 * of its own. A new one needs its line here, its tables ({@code block-1.cql} and so on), and its statements.
 */
enum DataType {
    BLOCK(false),
    TRANSACTION(false),
    RECEIPT(false),
    /** What is canonical: numbers and heads. */
    INDEX(true),
    STATE(true),
    /** Which receipts have a term: a row that is missing is a log that is not found. */
    LOG(true);

    private final boolean mutable;

    DataType(boolean mutable) {
        this.mutable = mutable;
    }

    /**
     * Whether an answer can be wrong because it is old, or because a row is missing. Facts by hash cannot: what is there is
     * checked to be whole, and what is not there is asked for elsewhere.
     */
    boolean isMutable() {
        return mutable;
    }

    /** The name in settings, keyspaces, file names and messages: {@code block}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
