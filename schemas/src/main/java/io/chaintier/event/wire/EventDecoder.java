package io.chaintier.event.wire;

import io.chaintier.event.BlockAppended;
import io.chaintier.event.BlockReverted;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.Envelope;
import io.chaintier.event.avro.BlockAppendedRecord;
import io.chaintier.event.avro.BlockPartRecord;
import io.chaintier.event.avro.BlockRevertedRecord;
import io.chaintier.event.avro.ChainEventRecord;
import io.chaintier.event.avro.FinalityAdvancedRecord;

/** Values of {@code chain.blocks} records to events, whatever released schema they were written with. Safe for many threads. */
public final class EventDecoder {
    /**
     * @throws MalformedEventException if the value can never be read
     * @throws UnknownSchemaException  if it was written with a schema that this build does not know
     */
    public WireEvent decode(byte[] value) {
        ChainEventRecord record = EventEncoder.CHAIN_EVENT.decode(value);
        try {
            return event(EventRecords.envelope(record), record.getPayload());
        } catch (IllegalArgumentException e) {
            throw new MalformedEventException("a chain event has impossible content: " + e.getMessage(), e);
        }
    }

    private static WireEvent event(Envelope envelope, Object payload) {
        if (payload instanceof BlockAppendedRecord appended) {
            return new WireEvent.Whole(new ChainEvent(envelope, new BlockAppended(EventRecords.block(appended))));
        }
        if (payload instanceof BlockPartRecord part) {
            return new WireEvent.Part(
                    envelope,
                    EventRecords.ref(part.getBlock()),
                    part.getPart(),
                    part.getParts(),
                    EventRecords.bytes(part.getContent()));
        }
        if (payload instanceof BlockRevertedRecord reverted) {
            return new WireEvent.Whole(
                    new ChainEvent(envelope, new BlockReverted(EventRecords.ref(reverted.getBlock()))));
        }
        return new WireEvent.Whole(new ChainEvent(envelope, EventRecords.finality((FinalityAdvancedRecord) payload)));
    }
}
