package io.chaintier.event.wire;

import io.chaintier.event.BlockAppended;
import io.chaintier.event.BlockReverted;
import io.chaintier.event.FinalityAdvanced;
import io.chaintier.event.Payload;
import io.chaintier.event.avro.BlockRevertedRecord;
import io.chaintier.event.avro.FinalityAdvancedRecord;
import java.util.function.Supplier;
import org.apache.avro.Schema;

/**
 * What an event says, without its envelope, to bytes and back: for payloads that have no place in the log yet. One byte
 * for the kind, then Avro single-object encoding with the payload's part of the released schemas, so that bytes of any
 * release are read for ever. Never cut into parts. Safe for many threads.
 */
public final class PayloadCodec {
    private static final byte APPENDED = 0;
    private static final byte REVERTED = 1;
    private static final byte FINALITY = 2;

    private static final SingleObject<BlockRevertedRecord> BLOCK_REVERTED =
            payload("block reverted", BlockRevertedRecord.getClassSchema());

    private static final SingleObject<FinalityAdvancedRecord> FINALITY_ADVANCED =
            payload("finality advanced", FinalityAdvancedRecord.getClassSchema());

    public byte[] encode(Payload payload) {
        if (payload instanceof BlockAppended appended) {
            return with(APPENDED, EventEncoder.BLOCK_IN_PARTS.encode(EventRecords.record(appended.block())));
        }
        if (payload instanceof BlockReverted reverted) {
            return with(
                    REVERTED, BLOCK_REVERTED.encode(new BlockRevertedRecord(EventRecords.record(reverted.block()))));
        }
        return with(FINALITY, FINALITY_ADVANCED.encode(EventRecords.record((FinalityAdvanced) payload)));
    }

    /**
     * @throws MalformedEventException if the bytes can never be read
     * @throws UnknownSchemaException  if they were written with a schema that this build does not know
     */
    public Payload decode(byte[] bytes) {
        byte[] content = new byte[Math.max(0, bytes.length - 1)];
        System.arraycopy(bytes, bytes.length - content.length, content, 0, content.length);
        int kind = bytes.length == 0 ? -1 : bytes[0];
        return switch (kind) {
            case APPENDED ->
                payload(() -> new BlockAppended(EventRecords.block(EventEncoder.BLOCK_IN_PARTS.decode(content))));
            case REVERTED ->
                payload(() -> new BlockReverted(
                        EventRecords.ref(BLOCK_REVERTED.decode(content).getBlock())));
            case FINALITY -> payload(() -> EventRecords.finality(FINALITY_ADVANCED.decode(content)));
            default -> throw new MalformedEventException("there is no kind of payload " + kind);
        };
    }

    private static Payload payload(Supplier<Payload> content) {
        try {
            return content.get();
        } catch (IllegalArgumentException e) {
            throw new MalformedEventException("a payload has impossible content: " + e.getMessage(), e);
        }
    }

    private static byte[] with(byte kind, byte[] content) {
        byte[] bytes = new byte[1 + content.length];
        bytes[0] = kind;
        System.arraycopy(content, 0, bytes, 1, content.length);
        return bytes;
    }

    private static <T> SingleObject<T> payload(String what, Schema current) {
        return new SingleObject<>(
                what,
                current,
                ReleasedSchemas.CHAIN_EVENT.map(event -> EventEncoder.payload(event, current.getName())));
    }
}
