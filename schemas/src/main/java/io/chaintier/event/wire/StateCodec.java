package io.chaintier.event.wire;

import io.chaintier.event.ChainId;
import io.chaintier.event.StateEntry;
import io.chaintier.event.avro.StateEntryRecord;
import java.util.Optional;

/** Values of {@code chain.state} records. Safe for many threads. */
public final class StateCodec {
    /** For the header {@link RecordHeaders#TYPE}. */
    public static final String TYPE = "StateEntry";

    private static final SingleObject<StateEntryRecord> STATE_ENTRY =
            new SingleObject<>("state entry", StateEntryRecord.getClassSchema(), ReleasedSchemas.STATE_ENTRY);

    public byte[] encode(StateEntry entry) {
        return STATE_ENTRY.encode(new StateEntryRecord(
                entry.chain().toString(),
                entry.namespace(),
                entry.key(),
                entry.version(),
                entry.publisher(),
                entry.emittedAt(),
                entry.value().map(value -> EventRecords.buffer(value.array())).orElse(null)));
    }

    /**
     * @throws MalformedEventException if the value can never be read
     * @throws UnknownSchemaException  if it was written with a schema that this build does not know
     */
    public StateEntry decode(byte[] value) {
        StateEntryRecord record = STATE_ENTRY.decode(value);
        try {
            return new StateEntry(
                    ChainId.parse(record.getChain()),
                    record.getNamespace(),
                    record.getKey(),
                    record.getVersion(),
                    record.getPublisher(),
                    record.getEmittedAt(),
                    Optional.ofNullable(record.getValue()).map(EventRecords::bytes));
        } catch (IllegalArgumentException e) {
            throw new MalformedEventException("a state entry has impossible content: " + e.getMessage(), e);
        }
    }
}
