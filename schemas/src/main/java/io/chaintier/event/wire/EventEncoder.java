package io.chaintier.event.wire;

import io.chaintier.event.Block;
import io.chaintier.event.BlockAppended;
import io.chaintier.event.BlockReverted;
import io.chaintier.event.Envelope;
import io.chaintier.event.FinalityAdvanced;
import io.chaintier.event.Payload;
import io.chaintier.event.avro.BlockAppendedRecord;
import io.chaintier.event.avro.BlockPartRecord;
import io.chaintier.event.avro.BlockRevertedRecord;
import io.chaintier.event.avro.ChainEventRecord;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.avro.Schema;

/**
 * Events to the values of {@code chain.blocks} records. A block that does not fit into one record is cut into parts,
 * which must be sent one after the other in one Kafka transaction. Safe for many threads.
 */
public final class EventEncoder {
    /** Room for what is around a part's content: envelope, block reference, counters. */
    private static final int PART_OVERHEAD_BYTES = 1024;

    private static final int MIN_RECORD_BYTES = 4 * PART_OVERHEAD_BYTES;

    static final SingleObject<ChainEventRecord> CHAIN_EVENT =
            new SingleObject<>("chain event", ChainEventRecord.getClassSchema(), ReleasedSchemas.CHAIN_EVENT);

    static final SingleObject<BlockAppendedRecord> BLOCK_IN_PARTS = new SingleObject<>(
            "block in parts",
            BlockAppendedRecord.getClassSchema(),
            ReleasedSchemas.CHAIN_EVENT.map(event -> payload(event, "BlockAppendedRecord")));

    private final int maxRecordBytes;

    /**
     * @param maxRecordBytes largest value in bytes that a record may have, 4 KiB or more
     */
    public EventEncoder(int maxRecordBytes) {
        if (maxRecordBytes < MIN_RECORD_BYTES) {
            throw new IllegalArgumentException(
                    "a record must be allowed " + MIN_RECORD_BYTES + " bytes or more, not " + maxRecordBytes);
        }
        this.maxRecordBytes = maxRecordBytes;
    }

    /**
     * @param first envelope of the first record; where there are parts, the others have the sequences that follow
     * @return one value or, for a large block, two or more parts. The event's own sequence is that of the last
     */
    public List<EncodedEvent> encode(Envelope first, Payload payload) {
        if (payload instanceof BlockAppended appended) {
            return encode(first, appended.block());
        }
        if (payload instanceof BlockReverted reverted) {
            BlockRevertedRecord record = new BlockRevertedRecord(EventRecords.record(reverted.block()));
            return List.of(new EncodedEvent(
                    first.sequence(),
                    "BlockReverted",
                    OptionalLong.of(reverted.block().number()),
                    CHAIN_EVENT.encode(EventRecords.record(first, record))));
        }
        return List.of(new EncodedEvent(
                first.sequence(),
                "FinalityAdvanced",
                OptionalLong.empty(),
                CHAIN_EVENT.encode(EventRecords.record(first, EventRecords.record((FinalityAdvanced) payload)))));
    }

    private List<EncodedEvent> encode(Envelope first, Block block) {
        BlockAppendedRecord record = EventRecords.record(block);
        OptionalLong number = OptionalLong.of(block.ref().number());
        byte[] whole = CHAIN_EVENT.encode(EventRecords.record(first, record));
        if (whole.length <= maxRecordBytes) {
            return List.of(new EncodedEvent(first.sequence(), "BlockAppended", number, whole));
        }
        byte[] bytes = BLOCK_IN_PARTS.encode(record);
        int partBytes = maxRecordBytes - PART_OVERHEAD_BYTES;
        int parts = (bytes.length + partBytes - 1) / partBytes;
        List<EncodedEvent> encoded = new ArrayList<>(parts);
        for (int part = 0; part < parts; part++) {
            int from = part * partBytes;
            ByteBuffer slice = ByteBuffer.wrap(bytes, from, Math.min(partBytes, bytes.length - from));
            Envelope envelope = new Envelope(
                    first.chain(), first.sequence() + part, first.publisher(), first.emittedAt(), first.head());
            BlockPartRecord partRecord = new BlockPartRecord(record.getBlock(), part, parts, slice);
            encoded.add(new EncodedEvent(
                    envelope.sequence(),
                    "BlockPart",
                    number,
                    CHAIN_EVENT.encode(EventRecords.record(envelope, partRecord))));
        }
        return encoded;
    }

    /** The schema of one kind of payload, as a release of the event's schema has it. */
    static Schema payload(Schema chainEvent, String name) {
        return chainEvent.getField("payload").schema().getTypes().stream()
                .filter(payload -> payload.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
