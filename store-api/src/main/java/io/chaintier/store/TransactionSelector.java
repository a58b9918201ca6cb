package io.chaintier.store;

import static java.util.Objects.requireNonNull;

import io.chaintier.event.Hash;

/** Which transaction a reader wants. */
public sealed interface TransactionSelector {
    static TransactionSelector hash(Hash hash) {
        return new ByHash(hash);
    }

    static TransactionSelector at(BlockSelector block, int index) {
        return new ByIndex(block, index);
    }

    /** The transaction with this hash in a <em>canonical</em> block; one that is in abandoned blocks only is not found. */
    record ByHash(Hash hash) implements TransactionSelector {
        public ByHash {
            requireNonNull(hash, "hash");
        }
    }

    /**
     * The transaction at a place in a block, canonical or abandoned as the block is.
     *
     * @param index 0 is the first
     */
    record ByIndex(BlockSelector block, int index) implements TransactionSelector {
        public ByIndex {
            requireNonNull(block, "block");
            if (index < 0) {
                throw new IllegalArgumentException("transaction index must not be negative: " + index);
            }
        }
    }
}
