package io.chaintier.gateway.read;

import static java.util.Objects.requireNonNull;

import io.chaintier.store.ChainHead;
import java.time.Duration;

/**
 * The newest head of a chain that a store has answered, and how long ago.
 *
 * @param head what it answered
 * @param age  since then; a chain may have moved on meanwhile, by as much as this
 */
public record KnownHead(ChainHead head, Duration age) {
    public KnownHead {
        requireNonNull(head, "head");
        requireNonNull(age, "age");
    }
}
