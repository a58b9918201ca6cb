package io.chaintier.producer.publish;

import io.chaintier.event.BlockRef;
import io.chaintier.event.Bytes;
import io.chaintier.event.Hash;
import io.chaintier.event.wire.MalformedEventException;
import io.chaintier.event.wire.PayloadCodec;
import io.chaintier.event.wire.UnknownSchemaException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Entries of the spool to bytes and back. Numbers are big-endian:
 *
 * <pre>
 *   version, 1 byte: {@value #VERSION}
 *   flags, 1 byte: {@value #ATTEMPTED} with an attempt, {@value #MUST_JOIN} must join, {@value #CONFIRMED} with a confirmed sequence
 *   series, 16 bytes
 *   [confirmed sequence, 8 bytes]
 *   [attempt: sequence and version before, sequence and version after, 8 bytes each]
 *   steps, 4 bytes: how many; then each
 *     head's number, 8 bytes, -1 for none; [head's hash: length 1 byte, bytes]
 *     payload: length 4 bytes, bytes of {@link PayloadCodec}
 *   changes of state, 4 bytes: how many; then each
 *     namespace and key: length 4 bytes, UTF-8
 *     value: length 4 bytes, -1 for none; bytes
 * </pre>
 *
 * What changes this shape changes the version; payloads carry the fingerprint of their schema. The frame around an entry
 * has its checksum. Safe for many threads.
 */
final class SpoolCodec {
    static final byte VERSION = 1;
    static final int ATTEMPTED = 1;
    static final int MUST_JOIN = 2;
    static final int CONFIRMED = 4;

    private static final int NONE = -1;
    private static final int OVERHEAD_BYTES = 256;

    private final PayloadCodec payloads = new PayloadCodec();

    byte[] encode(SpoolEntry entry) {
        long size = entry.publication().sizeBytes() + OVERHEAD_BYTES;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) Math.min(size, 1 << 30));
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeByte((entry.attempt().isPresent() ? ATTEMPTED : 0)
                    | (entry.mustJoin() ? MUST_JOIN : 0)
                    | (entry.confirmed().isPresent() ? CONFIRMED : 0));
            out.writeLong(entry.series().getMostSignificantBits());
            out.writeLong(entry.series().getLeastSignificantBits());
            if (entry.confirmed().isPresent()) {
                out.writeLong(entry.confirmed().getAsLong());
            }
            if (entry.attempt().isPresent()) {
                write(entry.attempt().get(), out);
            }
            write(entry.publication(), out);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    /**
     * @throws MalformedEventException if the bytes are no entry
     * @throws UnknownSchemaException  if a newer version of us wrote them
     */
    SpoolEntry decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            byte version = in.readByte();
            if (version != VERSION) {
                throw new UnknownSchemaException("a publication was spooled in version " + version
                        + ", which this build does not know: a newer publisher?");
            }
            int flags = in.readByte();
            UUID series = new UUID(in.readLong(), in.readLong());
            OptionalLong confirmed = (flags & CONFIRMED) == 0 ? OptionalLong.empty() : OptionalLong.of(in.readLong());
            Optional<Attempt> attempt = (flags & ATTEMPTED) == 0
                    ? Optional.empty()
                    : Optional.of(new Attempt(in.readLong(), in.readLong(), in.readLong(), in.readLong()));
            SpoolEntry entry =
                    new SpoolEntry(series, confirmed, (flags & MUST_JOIN) != 0, attempt, readPublication(in));
            if (in.read() >= 0) {
                throw new MalformedEventException("a spooled publication has bytes behind its end");
            }
            return entry;
        } catch (IOException | IllegalArgumentException e) {
            throw new MalformedEventException("a spooled publication cannot be decoded: " + e, e);
        }
    }

    private void write(Publication publication, DataOutputStream out) throws IOException {
        out.writeInt(publication.steps().size());
        for (Publication.Step step : publication.steps()) {
            out.writeLong(step.head().map(BlockRef::number).orElse((long) NONE));
            if (step.head().isPresent()) {
                byte[] hash = step.head().get().hash().array();
                out.writeByte(hash.length);
                out.write(hash);
            }
            write(payloads.encode(step.payload()), out);
        }
        out.writeInt(publication.state().size());
        for (StateChange change : publication.state()) {
            write(change.namespace().getBytes(StandardCharsets.UTF_8), out);
            write(change.key().getBytes(StandardCharsets.UTF_8), out);
            if (change.value().isPresent()) {
                write(change.value().get().array(), out);
            } else {
                out.writeInt(NONE);
            }
        }
    }

    private Publication readPublication(DataInputStream in) throws IOException {
        List<Publication.Step> steps = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            long number = in.readLong();
            Optional<BlockRef> head = number == NONE
                    ? Optional.empty()
                    : Optional.of(new BlockRef(number, Hash.of(bytes(in.readByte(), in))));
            steps.add(new Publication.Step(payloads.decode(bytes(in.readInt(), in)), head));
        }
        List<StateChange> state = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            String namespace = new String(bytes(in.readInt(), in), StandardCharsets.UTF_8);
            String key = new String(bytes(in.readInt(), in), StandardCharsets.UTF_8);
            int length = in.readInt();
            Optional<Bytes> value = length == NONE ? Optional.empty() : Optional.of(Bytes.of(bytes(length, in)));
            state.add(new StateChange(namespace, key, value));
        }
        return new Publication(steps, state);
    }

    private static void write(Attempt attempt, DataOutputStream out) throws IOException {
        out.writeLong(attempt.fromSequence());
        out.writeLong(attempt.fromVersion());
        out.writeLong(attempt.toSequence());
        out.writeLong(attempt.toVersion());
    }

    private static void write(byte[] bytes, DataOutputStream out) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] bytes(int length, DataInputStream in) throws IOException {
        if (length < 0 || length > in.available()) {
            throw new MalformedEventException(
                    "a spooled publication claims " + length + " bytes where " + in.available() + " are left");
        }
        return in.readNBytes(length);
    }
}
