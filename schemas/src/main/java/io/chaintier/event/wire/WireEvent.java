package io.chaintier.event.wire;

import io.chaintier.event.BlockRef;
import io.chaintier.event.Bytes;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.Envelope;

/** What one record of {@code chain.blocks} holds. */
public sealed interface WireEvent {
    Envelope envelope();

    /** An event in one piece. */
    record Whole(ChainEvent event) implements WireEvent {
        @Override
        public Envelope envelope() {
            return event.envelope();
        }
    }

    /**
     * A slice of an event that was too large for one record.
     *
     * @param block   the block that the event appends
     * @param part    0, 1 and so on
     * @param parts   how many there are, 2 or more
     * @param content slice of the encoded block
     */
    record Part(Envelope envelope, BlockRef block, int part, int parts, Bytes content) implements WireEvent {}
}
