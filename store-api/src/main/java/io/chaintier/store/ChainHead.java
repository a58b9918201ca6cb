package io.chaintier.store;

import static java.util.Objects.requireNonNull;

import io.chaintier.event.BlockRef;
import java.util.Optional;

/**
 * The pointers of a chain that move.
 *
 * @param sequence  of the event that set the head: of two answers the one with the higher sequence is newer
 * @param head      newest canonical block; it and all below it are whole in the store that answered
 * @param safe      empty where the chain has not said
 * @param finalized empty where the chain has not said
 */
public record ChainHead(long sequence, BlockRef head, Optional<BlockRef> safe, Optional<BlockRef> finalized) {
    public ChainHead {
        requireNonNull(head, "head");
        requireNonNull(safe, "safe");
        requireNonNull(finalized, "finalized");
    }
}
