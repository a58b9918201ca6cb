package io.chaintier.event;

import static java.util.Objects.requireNonNull;

/** The block became canonical at its number. */
public record BlockAppended(Block block) implements Payload {
    public BlockAppended {
        requireNonNull(block, "block");
    }
}
