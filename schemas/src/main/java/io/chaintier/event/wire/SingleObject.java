package io.chaintier.event.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * Avro single-object encoding of one record type:
 *
 * <pre>
 *   C3 01 | fingerprint of the writer's schema, 8 bytes little-endian | Avro binary
 * </pre>
 *
 * Stricter than Avro's own decoder: bytes behind the record are an error, and so is a length that the record cannot
 * have. Safe for many threads.
 */
final class SingleObject<T> {
    private static final int HEADER_BYTES = 10;
    private static final byte[] MARKER = {(byte) 0xC3, 1};

    private final SpecificDatumWriter<T> writer;
    private final Map<Long, SpecificDatumReader<T>> readers = new HashMap<>();
    private final byte[] header;
    private final String what;

    /**
     * @param what     for messages, for example {@code chain event}
     * @param current  what is written
     * @param released what can be read
     */
    SingleObject(String what, Schema current, ReleasedSchemas released) {
        this.what = what;
        this.writer = new SpecificDatumWriter<>(current, GeneratedTypes.MODEL);
        this.header = ByteBuffer.allocate(HEADER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(MARKER)
                .putLong(ReleasedSchemas.fingerprint(current))
                .array();
        released.byName()
                .values()
                .forEach(written -> readers.put(
                        ReleasedSchemas.fingerprint(written),
                        new SpecificDatumReader<>(written, current, GeneratedTypes.MODEL)));
    }

    byte[] encode(T datum) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
        out.writeBytes(header);
        try {
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
            writer.write(datum, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return out.toByteArray();
    }

    T decode(byte[] value) {
        if (value.length < HEADER_BYTES || value[0] != MARKER[0] || value[1] != MARKER[1]) {
            throw new MalformedEventException(
                    "not a " + what + ": expected Avro single-object encoding (C3 01 and a fingerprint)");
        }
        long fingerprint = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getLong(MARKER.length);
        SpecificDatumReader<T> reader = readers.get(fingerprint);
        if (reader == null) {
            throw new UnknownSchemaException("a " + what + " was written with schema fingerprint "
                    + Long.toHexString(fingerprint) + ", which this build does not know: a newer publisher?");
        }
        T datum;
        BinaryDecoder decoder =
                DecoderFactory.get().binaryDecoder(value, HEADER_BYTES, value.length - HEADER_BYTES, null);
        boolean complete;
        try {
            datum = reader.read(null, decoder);
            complete = decoder.isEnd();
        } catch (IOException | RuntimeException e) {
            // Avro answers rotten bytes with exceptions of many kinds; nothing but the bytes is at fault here.
            throw new MalformedEventException("a " + what + " cannot be decoded: " + e, e);
        } catch (OutOfMemoryError e) {
            // A rotten length asked for one array of up to 2 GiB: refused as a whole, so nothing else suffered.
            throw new MalformedEventException(
                    "a " + what + " cannot be decoded: it claims to be larger than memory", e);
        }
        if (!complete) {
            throw new MalformedEventException("a " + what + " has bytes behind its end");
        }
        return datum;
    }
}
