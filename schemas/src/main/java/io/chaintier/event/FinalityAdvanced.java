package io.chaintier.event;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * The chain's own word on what will stay. Replaces what was said before.
 *
 * @param safe      newest block that is unlikely to be reverted; empty where the chain does not say
 * @param finalized newest block that cannot be reverted; empty where the chain does not say
 */
public record FinalityAdvanced(Optional<BlockRef> safe, Optional<BlockRef> finalized) implements Payload {
    public FinalityAdvanced {
        requireNonNull(safe, "safe");
        requireNonNull(finalized, "finalized");
    }
}
