package io.chaintier.localchain;

import static java.util.Objects.requireNonNull;

/** What somebody who follows a chain sees next. The reverts of a reorganisation come before its appends. */
public sealed interface ChainStep {
    /** A child of the head is the new head. */
    record Append(RecordedBlock block) implements ChainStep {
        public Append {
            requireNonNull(block, "block");
        }
    }

    /** The head is abandoned, and its parent is the head again. */
    record Revert(long number, String hash) implements ChainStep {
        public Revert {
            requireNonNull(hash, "hash");
        }
    }
}
