package io.chaintier.e2e.drill;

import static io.chaintier.e2e.drill.Drill.MEMORY;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The fallback file is damaged in every way that a disk or a person can, during an outage: what it cannot give back comes
 * from Kafka, and the sink always starts (faults 10, 11, 12, 14). Serves R3, R4, I4, I9.
 */
@Timeout(300)
class DamagedFileDrillIT {
    private static final long SEED = Long.getLong("chaintier.seed", 11);
    private static final Duration BOUND = Duration.ofSeconds(60);

    /** Where the frames of a segment begin; what is before that is a header, its copy, and a seal. */
    private static final int FRAMES = 12_288;

    private final Random random = new Random(SEED);

    private interface Damage {
        void to(List<Path> segments) throws IOException;
    }

    @Test
    void whateverIsDamagedComesFromKafkaInsteadAndNothingIsLost() throws Exception {
        try (Drill drill = Drill.of("file damaged", SEED).start(MEMORY)) {
            drill.feed().publish(20);
            drill.awaitCommitted(MEMORY);

            suffer(drill, "a bit flipped in the middle", this::flipABit);
            suffer(drill, "a page of zeros", this::zeroAPage);
            suffer(drill, "garbage behind the end", this::garbageAtTheEnd);
            suffer(drill, "a length of two gigabytes", DamagedFileDrillIT::hugeLength);
            suffer(drill, "both headers unreadable", DamagedFileDrillIT::destroyHeaders);
            suffer(drill, "a segment missing", this::removeOne);
            suffer(drill, "a segment twice", DamagedFileDrillIT::doubleOne);
            suffer(drill, "a segment without a byte", DamagedFileDrillIT::addAnEmptyOne);
            suffer(drill, "a segment cut short", this::cutShort);
            suffer(drill, "head unreadable", DamagedFileDrillIT::destroyHead);

            drill.converge(BOUND);
            drill.verify();
        }
    }

    private void suffer(Drill drill, String what, Damage damage) throws Exception {
        drill.outageInFile(70);
        SinkProcess sink = drill.memory();
        if (random.nextBoolean()) {
            sink.kill();
        } else {
            assertThat(sink.terminate(BOUND)).isZero();
        }
        damage.to(segments(sink.folder()));
        sink.start();
        drill.endOutage();
        drill.awaitCommitted(MEMORY);
        drill.await("the file is empty after " + what, BOUND, () -> sink.recordsInFile() == 0);
        System.out.println("  " + what + ": all is stored");
    }

    private void flipABit(List<Path> segments) throws IOException {
        Path segment = oneOf(segments);
        long position = position(segment);
        byte[] one = read(segment, position, 1);
        one[0] ^= (byte) (1 << random.nextInt(8));
        write(segment, position, one);
    }

    private void zeroAPage(List<Path> segments) throws IOException {
        Path segment = oneOf(segments);
        write(segment, position(segment) & ~4095, new byte[4096]);
    }

    private void garbageAtTheEnd(List<Path> segments) throws IOException {
        byte[] garbage = new byte[100_000];
        random.nextBytes(garbage);
        for (Path segment : segments) {
            write(segment, Files.size(segment) - garbage.length, garbage);
        }
    }

    private static void hugeLength(List<Path> segments) throws IOException {
        write(segments.get(0), FRAMES + 4, new byte[] {-1, -1, -1, 0x7f});
    }

    private static void destroyHeaders(List<Path> segments) throws IOException {
        write(segments.get(0), 0, new byte[8_192]);
    }

    private void removeOne(List<Path> segments) throws IOException {
        Files.delete(oneOf(segments));
    }

    private static void doubleOne(List<Path> segments) throws IOException {
        Files.copy(segments.get(0), sibling(segments.get(segments.size() - 1), 5));
    }

    private static void addAnEmptyOne(List<Path> segments) throws IOException {
        Files.createFile(sibling(segments.get(segments.size() - 1), 3));
    }

    private void cutShort(List<Path> segments) throws IOException {
        Path segment = oneOf(segments);
        try (FileChannel file = FileChannel.open(segment, WRITE)) {
            file.truncate(position(segment));
        }
    }

    /** Where the log stands is in every file that is no segment and no lock. */
    private static void destroyHead(List<Path> segments) throws IOException {
        try (Stream<Path> files = Files.list(segments.get(0).getParent())) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> !isSegment(file))
                    .toList()) {
                write(file, 0, "garbage".repeat(20).getBytes());
            }
        }
    }

    private static List<Path> segments(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(DamagedFileDrillIT::isSegment).sorted().toList();
        }
    }

    private static boolean isSegment(Path file) {
        return file.getFileName().toString().endsWith(".segment");
    }

    /** The place of a segment with a number that is so much higher. */
    private static Path sibling(Path segment, int further) {
        long number = Long.parseLong(segment.getFileName().toString().replace(".segment", ""));
        return segment.resolveSibling(String.format("%020d.segment", number + further));
    }

    /** One that has frames. */
    private Path oneOf(List<Path> segments) throws IOException {
        List<Path> used =
                segments.stream().filter(DamagedFileDrillIT::hasFrames).toList();
        return used.get(random.nextInt(used.size()));
    }

    private static boolean hasFrames(Path segment) {
        try {
            return read(segment, FRAMES, 4)[0] != 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Somewhere among the first frames of a segment. */
    private long position(Path segment) throws IOException {
        return FRAMES + random.nextInt((int) Math.min(200_000, Files.size(segment) - FRAMES));
    }

    private static byte[] read(Path file, long position, int bytes) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(bytes);
        try (FileChannel channel = FileChannel.open(file, READ)) {
            channel.read(into, position);
        }
        return into.array();
    }

    private static void write(Path file, long position, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), position);
        }
    }
}
