package io.chaintier.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.chaintier.event.StateEntry;
import io.chaintier.event.wire.MalformedEventException;
import io.chaintier.event.wire.StateCodec;
import io.chaintier.event.wire.UnknownSchemaException;
import io.chaintier.sinkruntime.RecordCodec;
import io.chaintier.spill.Frame;
import java.io.IOException;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Frames of a fallback file as JSON objects: those of a sink as the records that they are, as {@code tail} shows them;
 * those of others with their payload in Base64. What cannot be read is shown with its error.
 */
final class FramePrinter {
    private final FolderOwner owner;
    private final boolean raw;
    private final EventPrinter events = new EventPrinter(false);
    private final StateCodec states = new StateCodec();

    /** @param raw whether the payloads of a sink's frames are shown in Base64 too, instead of what they mean */
    FramePrinter(FolderOwner owner, boolean raw) {
        this.owner = owner;
        this.raw = raw || owner.sink().isEmpty();
    }

    void print(JsonGenerator json, Frame frame) throws IOException {
        json.writeStartObject();
        json.writeStringField("stream", owner.name(frame.stream()));
        json.writeNumberField("from", frame.from());
        json.writeNumberField("to", frame.to());
        json.writeStringField(
                "appendedAt", Instant.ofEpochMilli(frame.appendedAtMs()).toString());
        if (raw) {
            json.writeBinaryField("payload", frame.payload());
        } else {
            printRecord(json, frame);
        }
        json.writeEndObject();
    }

    private void printRecord(JsonGenerator json, Frame frame) throws IOException {
        ConsumerRecord<byte[], byte[]> record;
        try {
            record = RecordCodec.decode(frame.payload());
        } catch (IllegalArgumentException e) {
            json.writeStringField("error", e.getMessage());
            return;
        }
        json.writeNumberField("partition", record.partition());
        json.writeNumberField("offset", record.offset());
        if (RecordCodec.isOfState(frame.stream())) {
            printState(json, record);
        } else {
            events.printFields(json, record);
        }
    }

    private void printState(JsonGenerator json, ConsumerRecord<byte[], byte[]> record) throws IOException {
        if (record.value() == null) {
            json.writeStringField("error", "the record has no value");
            return;
        }
        try {
            StateEntry entry = states.decode(record.value());
            json.writeStringField("chain", entry.chain().toString());
            json.writeStringField("namespace", entry.namespace());
            json.writeStringField("key", entry.key());
            json.writeNumberField("version", entry.version());
            json.writeStringField("publisher", entry.publisher());
            json.writeStringField("emittedAt", entry.emittedAt().toString());
            json.writeBooleanField("removed", entry.value().isEmpty());
        } catch (MalformedEventException | UnknownSchemaException e) {
            json.writeStringField("error", e.getMessage());
        }
    }
}
