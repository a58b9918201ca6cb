package io.chaintier.producer.publish;

import static java.util.Objects.requireNonNull;

import io.chaintier.event.BlockRef;
import java.util.Optional;

/**
 * How far the chain's log has come.
 *
 * @param nextSequence of the next event
 * @param nextVersion  of the next entry of state
 * @param head         the chain's head; empty before its first block
 */
record Position(long nextSequence, long nextVersion, Optional<BlockRef> head) {
    Position {
        requireNonNull(head, "head");
    }

    /** Behind one more entry of state. */
    Position afterEntry() {
        return new Position(nextSequence, nextVersion + 1, head);
    }
}
