package io.chaintier.event;

import static java.util.Objects.requireNonNull;

/** One event of a chain. Immutable; applying it any number of times, in any order, leaves the same state. */
public record ChainEvent(Envelope envelope, Payload payload) {
    public ChainEvent {
        requireNonNull(envelope, "envelope");
        requireNonNull(payload, "payload");
    }

    public ChainId chain() {
        return envelope.chain();
    }

    public long sequence() {
        return envelope.sequence();
    }
}
