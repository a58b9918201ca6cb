package io.chaintier.store;

import static java.util.Objects.requireNonNull;

/** What became of one write. */
public sealed interface Outcome {
    Outcome STORED = new Stored();

    static Outcome failed(StoreException cause) {
        return new Failed(cause);
    }

    /** All of the write's parts were answered well by the store. */
    record Stored() implements Outcome {}

    /** At least one part of the write failed, or was not attempted because one before it did. */
    record Failed(StoreException cause) implements Outcome {
        public Failed {
            requireNonNull(cause, "cause");
        }
    }
}
