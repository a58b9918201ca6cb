package io.chaintier.event;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * What every event of a chain carries.
 *
 * @param chain     whose event it is
 * @param sequence  position in the chain's event log: 0, 1, 2 and so on without a gap. Order of mutable data is decided
 *                  by it alone. A block that was cut into parts has the sequence of its last part
 * @param publisher name of the publisher, for people
 * @param emittedAt the publisher's wall clock in milliseconds, for people
 * @param head      the chain's head once this event is applied. Not always the event's own block: an import may append
 *                  blocks below the head
 */
public record Envelope(ChainId chain, long sequence, String publisher, Instant emittedAt, BlockRef head) {
    /** @throws IllegalArgumentException if the sequence is negative */
    public Envelope {
        requireNonNull(chain, "chain");
        requireNonNull(publisher, "publisher");
        requireNonNull(emittedAt, "emittedAt");
        requireNonNull(head, "head");
        if (sequence < 0) {
            throw new IllegalArgumentException("sequence must not be negative: " + sequence);
        }
    }
}
