package io.chaintier.event.wire;

import static java.util.Objects.requireNonNull;

import java.util.OptionalLong;

/**
 * The value of one record of {@code chain.blocks}, ready to be sent.
 *
 * @param sequence of this record
 * @param type     for the header {@link RecordHeaders#TYPE}
 * @param number   for the header {@link RecordHeaders#NUMBER}
 * @param value    Avro single-object encoding of the record
 */
public record EncodedEvent(long sequence, String type, OptionalLong number, byte[] value) {
    public EncodedEvent {
        requireNonNull(type, "type");
        requireNonNull(number, "number");
        requireNonNull(value, "value");
    }
}
