package io.chaintier.sinkruntime;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/**
 * A record of Kafka as the payload of one frame of a sink's fallback file, and back, with nothing lost: what a frame gives
 * back is decoded by the very code that reads Kafka. Big-endian:
 *
 * <pre>
 * u8   version, 1
 * u8   kind of the timestamp: 0 none, 1 given by the producer, 2 by the broker
 * i64  timestamp in milliseconds since 1970
 * i64  offset
 * i32  partition
 * u16  length, then the topic in UTF-8
 * i32  length or -1 for null, then the key
 * i32  length or -1 for null, then the value
 * i32  number of headers, of each:
 *        i32  length, then the name in UTF-8
 *        i32  length or -1 for null, then the value
 * </pre>
 *
 * <p>The frame's stream is {@code partition * 2} for the topic of blocks and {@code partition * 2 + 1} for that of state;
 * its {@code from} is the position of the reader before the record, its {@code to} the record's offset plus 1.
 *
 * <p>No checksum: the frame has one. Stateless, safe for many threads.
 */
public final class RecordCodec {
    private static final byte VERSION = 1;
    private static final int FIXED_BYTES = 1 + 1 + Long.BYTES + Long.BYTES + Integer.BYTES;
    private static final int NULL = -1;

    private RecordCodec() {}

    /** Number of a partition's stream in the file. */
    public static int stream(int partition, boolean ofState) {
        return partition * 2 + (ofState ? 1 : 0);
    }

    /** The partition of a stream. */
    public static TopicPartition partition(int stream, String blocksTopic, String stateTopic) {
        return new TopicPartition(isOfState(stream) ? stateTopic : blocksTopic, stream / 2);
    }

    /** Whether a stream is of the topic of state; else it is of that of blocks. */
    public static boolean isOfState(int stream) {
        return stream % 2 == 1;
    }

    public static byte[] encode(ConsumerRecord<byte[], byte[]> record) {
        byte[] topic = record.topic().getBytes(UTF_8);
        Header[] headers = record.headers().toArray();
        byte[][] names = new byte[headers.length][];
        int bytes =
                FIXED_BYTES + Short.BYTES + topic.length + size(record.key()) + size(record.value()) + Integer.BYTES;
        for (int i = 0; i < headers.length; i++) {
            names[i] = headers[i].key().getBytes(UTF_8);
            bytes += size(names[i]) + size(headers[i].value());
        }
        ByteBuffer payload = ByteBuffer.allocate(bytes);
        payload.put(VERSION)
                .put((byte) (record.timestampType().id + 1))
                .putLong(record.timestamp())
                .putLong(record.offset())
                .putInt(record.partition());
        payload.putShort((short) topic.length).put(topic);
        put(payload, record.key());
        put(payload, record.value());
        payload.putInt(headers.length);
        for (int i = 0; i < headers.length; i++) {
            put(payload, names[i]);
            put(payload, headers[i].value());
        }
        return payload.array();
    }

    /** @throws IllegalArgumentException if this is no record, or one of another version; the message says what is wrong */
    public static ConsumerRecord<byte[], byte[]> decode(byte[] payload) {
        ByteBuffer in = ByteBuffer.wrap(payload);
        try {
            byte version = in.get();
            if (version != VERSION) {
                throw new IllegalArgumentException("a record of version " + version + ": expected " + VERSION);
            }
            TimestampType timestampType = timestampType(in.get());
            long timestamp = in.getLong();
            long offset = in.getLong();
            int partition = in.getInt();
            String topic = new String(bytes(in, in.getShort() & 0xffff), UTF_8);
            byte[] key = nullable(in);
            byte[] value = nullable(in);
            RecordHeaders headers = new RecordHeaders();
            for (int left = in.getInt(); left > 0; left--) {
                String name = new String(bytes(in, in.getInt()), UTF_8);
                headers.add(name, nullable(in));
            }
            if (in.hasRemaining()) {
                throw new IllegalArgumentException(in.remaining() + " bytes follow the record");
            }
            return new ConsumerRecord<>(
                    topic,
                    partition,
                    offset,
                    timestamp,
                    timestampType,
                    key == null ? NULL : key.length,
                    value == null ? NULL : value.length,
                    key,
                    value,
                    headers,
                    Optional.empty());
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("the record ends early", e);
        }
    }

    private static TimestampType timestampType(byte kind) {
        for (TimestampType type : TimestampType.values()) {
            if (type.id + 1 == kind) {
                return type;
            }
        }
        throw new IllegalArgumentException("there is no kind of timestamp " + kind);
    }

    private static int size(byte[] nullable) {
        return Integer.BYTES + (nullable == null ? 0 : nullable.length);
    }

    private static void put(ByteBuffer out, byte[] nullable) {
        out.putInt(nullable == null ? NULL : nullable.length);
        if (nullable != null) {
            out.put(nullable);
        }
    }

    private static byte[] nullable(ByteBuffer in) {
        int length = in.getInt();
        return length == NULL ? null : bytes(in, length);
    }

    private static byte[] bytes(ByteBuffer in, int length) {
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException(
                    "a length of " + length + " where " + in.remaining() + " bytes are left");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
