package io.chaintier.event;

import static java.util.Objects.requireNonNull;

/** The block, canonical until now, no longer is: there is no canonical block at its number until one is appended. */
public record BlockReverted(BlockRef block) implements Payload {
    public BlockReverted {
        requireNonNull(block, "block");
    }
}
