package io.chaintier.bench;

import io.chaintier.spill.Frame;
import io.chaintier.spill.Owner;
import io.chaintier.spill.Spill;
import io.chaintier.spill.SpillConfig;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.storage.internals.log.LogConfig;
import org.apache.kafka.storage.internals.log.LogSegment;

/**
 * The fallback log beside what else could take the same bytes, one after the other in each round:
 * {@code SpillBench [FOLDER [MESSAGES [BYTES [ROUNDS [SEGMENT_MIB [RESERVE]]]]]]}. Prints messages a second, medians, and ratios;
 * what an append allocates; how long a roll makes an append wait; and the rate of reading and releasing.
 *
 * <ul>
 *   <li>{@code mapped copy}: a mapped buffer whose pages were touched, copy and CRC32C, no format, no force: the limit
 *   <li>{@code spill}: frames with checksums, forced every 50 ms by the log's own thread
 *   <li>{@code spill, all forced}: the same, and the time until the last is on the disk
 *   <li>{@code chronicle queue}: its append, which has no checksum and forces nothing
 *   <li>{@code kafka log}: a log segment of the broker, batches of 16 KiB, not forced
 * </ul>
 */
public final class SpillBench {
    private static final int MIB = 1 << 20;
    private static final int KAFKA_BATCH_BYTES = 16 << 10;

    private final Path folder;
    private final int messages;
    private final byte[] payload;
    private final int segmentBytes;
    private final int reserve;
    private final Map<String, double[]> rates = new LinkedHashMap<>();

    private interface Contender {
        /** @return seconds that the appends took */
        double run(Path folder) throws Exception;
    }

    private SpillBench(Path folder, int messages, int bytes, int segmentBytes, int reserve) {
        this.folder = folder;
        this.messages = messages;
        this.payload = new byte[bytes];
        this.segmentBytes = segmentBytes;
        this.reserve = reserve;
        new Random(1).nextBytes(payload);
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments.length > 0 ? arguments[0] : "target/spill-bench");
        int messages = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000_000;
        int bytes = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 550;
        int rounds = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 5;
        int segmentMib = arguments.length > 4 ? Integer.parseInt(arguments[4]) : 64;
        int reserve = arguments.length > 5 ? Integer.parseInt(arguments[5]) : 10;
        System.out.printf(
                "%,d messages of %d bytes, segments of %d MiB, %d in reserve, in %s%n",
                messages, bytes, segmentMib, reserve, folder);
        new SpillBench(folder, messages, bytes, segmentMib * MIB, reserve).run(rounds);
    }

    private void run(int rounds) throws Exception {
        for (int round = 0; round < rounds; round++) {
            measure(rounds, round, "mapped copy", this::mappedCopy);
            measure(rounds, round, "spill", at -> spill(at, false));
            measure(rounds, round, "spill, all forced", at -> spill(at, true));
            measure(rounds, round, "chronicle queue", this::chronicle);
            measure(rounds, round, "kafka log", this::kafkaLog);
            measure(rounds, round, "spill, read and released", this::drain);
        }
        double chronicle = median("chronicle queue");
        System.out.printf("%n%-26s %14s %10s %22s%n", "median", "messages/s", "MB/s", "of chronicle queue");
        rates.keySet()
                .forEach(name -> System.out.printf(
                        "%-26s %,14.0f %10.0f %22.2f%n",
                        name, median(name), median(name) * payload.length / 1e6, median(name) / chronicle));
        allocation();
    }

    private void measure(int rounds, int round, String name, Contender contender) throws Exception {
        Path at = folder.resolve(name.replaceAll("\\W+", "-"));
        delete(at);
        Files.createDirectories(at);
        double rate = messages / contender.run(at);
        delete(at);
        rates.computeIfAbsent(name, unused -> new double[rounds])[round] = rate;
        System.out.printf("round %d: %-26s %,14.0f messages/s%n", round, name, rate);
    }

    private double mappedCopy(Path at) throws IOException {
        CRC32C crc = new CRC32C();
        int frame = 40 + payload.length + 7 & -8;
        try (FileChannel channel = FileChannel.open(
                at.resolve("mapped"),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, segmentBytes);
            for (int page = 0; page < segmentBytes; page += 4096) {
                mapped.put(page, (byte) 0);
            }
            long start = System.nanoTime();
            int position = 0;
            for (int i = 0; i < messages; i++) {
                if (position + frame > segmentBytes) {
                    position = 0;
                }
                crc.reset();
                crc.update(payload);
                mapped.put(position + 40, payload);
                mapped.putInt(position, (int) crc.getValue());
                position += frame;
            }
            return (System.nanoTime() - start) / 1e9;
        }
    }

    private double spill(Path at, boolean allForced) {
        try (Spill spill = open(at)) {
            long start = System.nanoTime();
            for (int i = 0; i < messages; i++) {
                append(spill, i);
            }
            if (allForced) {
                spill.force();
            }
            return (System.nanoTime() - start) / 1e9;
        }
    }

    private double drain(Path at) {
        try (Spill spill = open(at)) {
            for (int i = 0; i < messages; i++) {
                append(spill, i);
            }
            spill.force();
            long start = System.nanoTime();
            for (List<Frame> frames = spill.read(1_000, MIB); !frames.isEmpty(); frames = spill.read(1_000, MIB)) {
                spill.release(frames.get(frames.size() - 1).place());
            }
            return (System.nanoTime() - start) / 1e9;
        }
    }

    private Spill open(Path at) {
        return Spill.open(
                new SpillConfig(at, segmentBytes, reserve, 64L << 30, 0, Duration.ofMillis(50)),
                new Owner(Map.of("sink", "bench")),
                Clock.systemUTC());
    }

    private void append(Spill spill, long i) {
        if (!spill.append(1, i, i + 1, payload)) {
            throw new IllegalStateException(spill.status().obstacle().orElse("full"));
        }
    }

    private double chronicle(Path at) {
        ByteBuffer direct = ByteBuffer.allocateDirect(payload.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(payload)
                .flip();
        try (SingleChronicleQueue queue =
                        SingleChronicleQueueBuilder.single(at.toFile()).build();
                ExcerptAppender appender = queue.createAppender()) {
            Bytes<?> bytes = Bytes.wrapForRead(direct);
            long start = System.nanoTime();
            for (int i = 0; i < messages; i++) {
                bytes.readPosition(0);
                appender.writeBytes(bytes);
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            bytes.releaseLast();
            return seconds;
        }
    }

    private double kafkaLog(Path at) throws IOException {
        LogSegment segment = LogSegment.open(at.toFile(), 0, new LogConfig(Map.of()), Time.SYSTEM, 0, false);
        ByteBuffer buffer = ByteBuffer.allocate(2 * KAFKA_BATCH_BYTES);
        int batch = Math.max(1, KAFKA_BATCH_BYTES / payload.length);
        long start = System.nanoTime();
        for (int i = 0; i < messages; i += batch) {
            MemoryRecordsBuilder builder =
                    MemoryRecords.builder(buffer.clear(), Compression.NONE, TimestampType.CREATE_TIME, i);
            int end = Math.min(messages, i + batch);
            for (int message = i; message < end; message++) {
                builder.append(start, null, payload);
            }
            segment.append(end - 1, builder.build());
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        segment.close();
        return seconds;
    }

    /** What an append allocates, and how long the slowest take, rolls included. */
    private void allocation() throws IOException {
        Path at = folder.resolve("allocation");
        delete(at);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long[] nanos = new long[messages];
        try (Spill spill = open(at)) {
            for (int i = 0; i < messages / 10; i++) {
                append(spill, i);
            }
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < messages; i++) {
                long start = System.nanoTime();
                append(spill, messages / 10 + i);
                nanos[i] = System.nanoTime() - start;
            }
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            Arrays.sort(nanos);
            System.out.printf(
                    "an append allocates %.3f bytes; it takes p50 %,d ns, p99 %,d ns, p99.9 %,d ns, at most %,.1f ms%n",
                    (double) allocated / messages,
                    nanos[messages / 2],
                    nanos[messages / 100 * 99],
                    nanos[messages / 1000 * 999],
                    nanos[messages - 1] / 1e6);
        }
        delete(at);
    }

    private double median(String name) {
        double[] sorted = rates.get(name).clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static void delete(Path path) throws IOException {
        if (Files.exists(path)) {
            try (Stream<Path> files = Files.walk(path)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
