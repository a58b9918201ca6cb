package io.chaintier.spill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The log on a real folder that something happens to: killed processes, damaged, missing, copied and foreign files, a
 * mapping without a file, a disk without room. Serves R3, R4 and the faults 2, 3, 7 to 12 and 14 to 17.
 */
class SpillFaultsTest {
    private static final long SEED = Long.getLong("chaintier.seed", 20_261_124L);
    private static final int KILLS = 6;
    private static final int MIB = 1 << 20;
    private static final int STREAM = 3;
    private static final int PAYLOAD_BYTES = 100_000;
    private static final Owner OWNER = new Owner(Map.of("sink", "test"));

    @TempDir
    Path folder;

    private final List<Spill> opened = new ArrayList<>();

    @AfterEach
    void closeAll() {
        opened.forEach(Spill::close);
    }

    @Test
    void killedAtAnyMomentAProcessLosesNothingItHadAppended() throws Exception {
        System.out.println("seed " + SEED + " (-Dchaintier.seed)");
        Random random = new Random(SEED);
        long atLeast = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            long appended = killWhileAppending(100 + random.nextInt(400));
            atLeast = Math.max(atLeast, appended);
        }

        try (Spill spill = Spill.open(AppendingChild.config(folder), AppendingChild.OWNER, Clock.systemUTC())) {
            long expected = 0;
            for (Frame frame : readAll(spill)) {
                assertThat(frame.from()).isEqualTo(expected);
                assertThat(ByteBuffer.wrap(frame.payload()).getLong(0)).isEqualTo(expected);
                assertThat(ByteBuffer.wrap(frame.payload()).getLong(frame.payload().length - Long.BYTES))
                        .isEqualTo(expected);
                expected++;
            }
            assertThat(expected).isGreaterThanOrEqualTo(atLeast).isGreaterThan(1_000);
        }
    }

    @Test
    void aLogMuchLargerThanTheMemoryIsOpenedAndRead() throws Exception {
        long appended = 0;
        try (Spill spill = Spill.open(AppendingChild.config(folder), AppendingChild.OWNER, Clock.systemUTC())) {
            byte[] payload = new byte[64 << 10];
            for (; appended < 4_000; appended++) {
                spill.append(0, appended, appended + 1, payload);
            }
        }

        Process reader = child("-Xmx24m", ReadingChild.class);

        assertThat(reader.inputReader().readLine()).isEqualTo(Long.toString(appended));
        assertThat(reader.waitFor()).isZero();
    }

    @Test
    void aFlippedBitCostsItsFrameAloneAndTheSegmentIsKept() throws Exception {
        appendAndClose(30);
        flip(segmentFiles().get(1), SegmentFormat.FIRST_FRAME + 3 * frameBytes() + 5_000);

        Spill spill = open();

        List<Long> offsets = offsets(readAll(spill));
        assertThat(offsets).hasSize(29).doesNotContain(13L).contains(12L, 14L);
        assertThat(spill.coveredUntil(STREAM, 0)).as("known once it was read").isEqualTo(13);
        release(spill);
        spill.upkeep();
        assertThat(Files.list(folder.resolve("quarantine"))).hasSize(1);
        assertThat(spill.status().quarantinedBytes()).isEqualTo(MIB);
    }

    @Test
    void anImpossibleLengthIsNotBelieved() throws Exception {
        appendAndClose(30);
        for (int length : new int[] {Integer.MAX_VALUE, -1, 0, MIB}) {
            Path copy = Files.createDirectory(folder.resolve("length" + Integer.toHexString(length)));
            for (Path file : files(folder)) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
            write(segmentFiles(copy).get(0), SegmentFormat.FIRST_FRAME + 2L * frameBytes() + 4, length);

            Spill spill = open(copy);

            assertThat(offsets(readAll(spill))).hasSize(29).doesNotContain(2L);
        }
    }

    @Test
    void aTornTailIsCutOffAndCounted() throws Exception {
        append(open(), 0, 5);
        Path segment = segmentFiles().get(0);
        byte[] interrupted = Files.readAllBytes(segment);
        latest().close();
        // As a crash left it: no seal, and the last frame half written.
        int lastFrame = SegmentFormat.FIRST_FRAME + 4 * frameBytes();
        for (int at = lastFrame + 500; at < interrupted.length; at++) {
            interrupted[at] = 0;
        }
        Files.write(segment, interrupted);

        Spill spill = open();

        assertThat(offsets(readAll(spill))).isEqualTo(range(0, 4));
        assertThat(spill.recovery().tornBytes()).isBetween(400L, 504L);
        assertThat(spill.recovery().findings()).isEmpty();
    }

    @Test
    void aMissingSegmentIsReportedAndShowsAsAHole() throws Exception {
        appendAndClose(30);
        Files.delete(segmentFiles().get(1));

        Spill spill = open();

        assertThat(spill.recovery().findings()).singleElement().asString().contains("segment 2 is missing");
        assertThat(spill.coveredUntil(STREAM, 0)).isEqualTo(10);
        assertThat(offsets(readAll(spill))).startsWith(0L, 1L).contains(9L, 20L).doesNotContain(10L, 19L);
    }

    @Test
    void aSegmentWithoutBytesIsRemoved() throws Exception {
        appendAndClose(30);
        Files.write(segmentFiles().get(1), new byte[0]);

        Spill spill = open();

        assertThat(spill.recovery().findings()).anyMatch(finding -> finding.contains("segment 2 is missing"));
        assertThat(offsets(readAll(spill))).hasSize(20);
    }

    @Test
    void aCopyOfASegmentIsSetAsideAndStrangersAreLeftAlone() throws Exception {
        appendAndClose(30);
        List<Path> segments = segmentFiles();
        Files.copy(segments.get(0), folder.resolve("00000000000000000077.segment"));
        Files.copy(segments.get(0), folder.resolve("segment (copy)"));

        Spill spill = open();

        assertThat(offsets(readAll(spill))).isEqualTo(range(0, 30));
        assertThat(spill.recovery().findings())
                .hasSize(2)
                .anyMatch(finding -> finding.contains("77.segment") && finding.contains("quarantine"))
                .anyMatch(finding -> finding.contains("segment (copy)") && finding.contains("left alone"));
        assertThat(folder.resolve("segment (copy)")).exists();
        assertThat(folder.resolve("quarantine/00000000000000000077.segment")).exists();
    }

    @Test
    void oneDamagedHeaderDoesNoHarmAndTwoSetTheSegmentAside() throws Exception {
        appendAndClose(30);
        flip(segmentFiles().get(0), 20);
        assertThat(offsets(readAll(open()))).isEqualTo(range(0, 30));
        latest().close();

        flip(segmentFiles().get(0), SegmentFormat.PAGE_BYTES + 20);

        assertThat(offsets(readAll(open()))).isEqualTo(range(10, 30));
        assertThat(latest().recovery().findings()).anyMatch(finding -> finding.contains("no readable header"));
    }

    @Test
    void aDamagedSealCostsOnlyTheTimeToReadTheSegment() throws Exception {
        appendAndClose(30);
        flip(segmentFiles().get(0), SegmentFormat.SEAL_POSITION + 9);

        assertThat(offsets(readAll(open()))).isEqualTo(range(0, 30));
        assertThat(latest().recovery().findings()).isEmpty();
    }

    @Test
    void withoutItsHeadALogIsReadAgainFromTheBeginning() throws Exception {
        append(open(), 0, 10);
        latest().release(latest().read(5, Long.MAX_VALUE).get(4).place());
        latest().close();
        Files.delete(folder.resolve("head"));

        assertThat(offsets(readAll(open()))).isEqualTo(range(0, 10));
        assertThat(latest().recovery().findings()).anyMatch(finding -> finding.contains("all of it is read again"));
    }

    @Test
    void aDamagedSlotOfTheHeadGoesBackToTheOneBefore() throws Exception {
        append(open(), 0, 10);
        for (int released : new int[] {2, 6}) {
            latest().rewind();
            List<Frame> frames = readAll(latest());
            frames.stream().filter(frame -> frame.from() == released).forEach(frame -> latest().release(frame.place()));
            latest().upkeep();
        }
        latest().close();
        ByteBuffer head =
                ByteBuffer.wrap(Files.readAllBytes(folder.resolve("head"))).order(ByteOrder.LITTLE_ENDIAN);
        int newer = head.getLong(8) > head.getLong(SegmentFormat.PAGE_BYTES + 8) ? 0 : SegmentFormat.PAGE_BYTES;
        flip(folder.resolve("head"), newer + 24);

        assertThat(offsets(readAll(open()))).isEqualTo(range(3, 10));
    }

    @Test
    void aSegmentOfAnotherVersionIsRefusedAndLeftAsItIs() throws Exception {
        appendAndClose(30);
        Path segment = segmentFiles().get(0);
        write(segment, 8, 2);
        write(segment, SegmentFormat.PAGE_BYTES + 8, 2);
        byte[] before = Files.readAllBytes(segment);

        assertThatThrownBy(this::open)
                .isInstanceOf(SpillRefusedException.class)
                .hasMessageContaining("format version 2, but this build reads 1");
        assertThat(Files.readAllBytes(segment)).isEqualTo(before);
    }

    @Test
    void aMappingWhoseFileIsGoneDoesNotStopTheLog() throws Exception {
        Spill spill = open();
        append(spill, 0, 5);
        spill.force();
        Path active = segmentFiles().get(0);
        try (FileChannel channel = FileChannel.open(active, StandardOpenOption.WRITE)) {
            channel.truncate(SegmentFormat.FIRST_FRAME + 5L * frameBytes());
        }

        for (long offset = 5; offset < 40; offset++) {
            try {
                spill.append(STREAM, offset, offset + 1, payload(offset));
            } catch (InternalError e) {
                // Java throws it when it likes: the frame may be in the log or not.
            }
        }
        spill.force();
        append(spill, 40, 50);
        spill.force();

        List<Long> offsets = offsets(readAll(spill));
        assertThat(offsets).containsAll(range(0, 5)).containsAll(range(40, 50));
        assertThat(spill.status().poisonedSegments()).isGreaterThan(0);
        assertThat(spill.status().unforcedBytes()).isZero();
    }

    @Test
    void aFolderThatCannotBeWrittenIsAClearFailure() throws Exception {
        Path file = Files.write(folder.resolve("file"), new byte[1]);

        assertThatThrownBy(() -> open(file))
                .isInstanceOf(SpillFailedException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void onADiskWithoutRoomItTakesNothingAndGoesOnOnceThereIsSome() {
        SpillConfig tight = new SpillConfig(folder, MIB, 30 * MIB, Long.MAX_VALUE / 2, Duration.ofMillis(5));
        try (Spill spill = Spill.open(tight, OWNER, Clock.systemUTC())) {
            assertThat(spill.append(STREAM, 0, 1, new byte[10])).isFalse();
            assertThat(spill.status().obstacle())
                    .hasValueSatisfying(
                            reason -> assertThat(reason).contains("bytes free").contains("must stay so"));
        }

        append(open(), 0, 1);
    }

    @Test
    void aFullDiskIsToldBeforeAnythingIsMapped() throws Exception {
        Path small = Files.createDirectory(folder.resolve("small"));
        assumeTrue(mount(small), "skipped: mounting a small tmpfs needs root");
        try {
            Spill spill = Spill.open(
                    new SpillConfig(small, MIB, 1L << 40, 0, Duration.ofMillis(5)), OWNER, Clock.systemUTC());
            opened.add(spill);
            int taken = 0;
            while (spill.append(STREAM, taken, taken + 1, new byte[PAYLOAD_BYTES])) {
                taken++;
            }

            assertThat(taken).isGreaterThan(40);
            assertThat(spill.status().obstacle()).isPresent();
            assertThat(spill.status().poisonedSegments()).isZero();
            assertThat(offsets(readAll(spill))).isEqualTo(range(0, taken));
            release(spill);
            spill.upkeep();
            assertThat(spill.append(STREAM, taken, taken + 1, new byte[PAYLOAD_BYTES]))
                    .isTrue();
            spill.close();
        } finally {
            run("umount", "--lazy", small.toString());
        }
    }

    private long killWhileAppending(int milliseconds) throws Exception {
        Process child = child("-Xmx64m", AppendingChild.class);
        long appended = 0;
        try (BufferedReader output = child.inputReader()) {
            assertThat(output.readLine()).startsWith("from ");
            Thread.sleep(milliseconds);
            child.destroyForcibly();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                appended = line.matches("\\d+") ? Long.parseLong(line) : appended;
            }
        } catch (IOException e) {
            // The pipe breaks with the process.
        }
        child.waitFor();
        return appended;
    }

    private Process child(String memory, Class<?> main) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        memory,
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
    }

    private static boolean mount(Path at) throws Exception {
        return run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", at.toString());
    }

    private static boolean run(String... command) throws Exception {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private Spill open() {
        return open(folder);
    }

    private Spill open(Path at) {
        Spill spill =
                Spill.open(new SpillConfig(at, MIB, 60L * MIB, 0, Duration.ofMillis(5)), OWNER, Clock.systemUTC());
        opened.add(spill);
        return spill;
    }

    private Spill latest() {
        return opened.get(opened.size() - 1);
    }

    private void appendAndClose(int frames) {
        append(open(), 0, frames);
        latest().close();
    }

    private static void append(Spill spill, long from, long to) {
        for (long offset = from; offset < to; offset++) {
            assertThat(spill.append(STREAM, offset, offset + 1, payload(offset)))
                    .isTrue();
        }
    }

    private static byte[] payload(long offset) {
        byte[] payload = new byte[PAYLOAD_BYTES];
        new Random(offset).nextBytes(payload);
        return payload;
    }

    private static void release(Spill spill) {
        spill.rewind();
        List<Frame> frames = readAll(spill);
        spill.release(frames.get(frames.size() - 1).place());
    }

    private static List<Frame> readAll(Spill spill) {
        List<Frame> all = new ArrayList<>();
        for (List<Frame> some = spill.read(100, MIB); !some.isEmpty(); some = spill.read(100, MIB)) {
            all.addAll(some);
        }
        return all;
    }

    private static List<Long> offsets(List<Frame> frames) {
        return frames.stream().map(Frame::from).toList();
    }

    private static List<Long> range(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }

    private static int frameBytes() {
        return (int) SegmentFormat.frameBytes(PAYLOAD_BYTES);
    }

    private List<Path> segmentFiles() throws IOException {
        return segmentFiles(folder);
    }

    private static List<Path> segmentFiles(Path at) throws IOException {
        return files(at).stream()
                .filter(file -> file.toString().endsWith(".segment"))
                .toList();
    }

    private static List<Path> files(Path at) throws IOException {
        try (Stream<Path> files = Files.list(at)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static void flip(Path file, long position) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[(int) position] ^= 4;
        Files.write(file, bytes);
    }

    private static void write(Path file, long position, int value) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt((int) position, value);
        Files.write(file, bytes.array());
    }
}
