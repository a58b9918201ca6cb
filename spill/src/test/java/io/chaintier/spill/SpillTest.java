package io.chaintier.spill;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log on a real folder. Serves R3, R4, R5, C5. */
class SpillTest {
    private static final int MIB = 1 << 20;
    private static final Owner OWNER = new Owner(Map.of("sink", "test", "topic.blocks", "chain.blocks:abc"));
    private static final int STREAM = 3;

    @TempDir
    Path folder;

    private final List<Spill> opened = new ArrayList<>();

    @AfterEach
    void closeAll() {
        opened.forEach(Spill::close);
    }

    @Test
    void whatIsAppendedIsReadInOrder() {
        Spill spill = open();

        append(spill, 0, 1_000);

        assertThat(offsets(readAll(spill))).isEqualTo(range(0, 1_000));
        assertThat(spill.isRead()).isTrue();
        assertThat(spill.isEmpty()).isFalse();
    }

    @Test
    void aFrameComesBackAsItWas() {
        Spill spill = open();

        spill.append(7, 40, 43, "payload".getBytes(UTF_8));

        Frame frame = spill.read(1, 1).get(0);
        assertThat(frame.stream()).isEqualTo(7);
        assertThat(frame.from()).isEqualTo(40);
        assertThat(frame.to()).isEqualTo(43);
        assertThat(frame.payload()).isEqualTo("payload".getBytes(UTF_8));
    }

    @Test
    void whatIsNotReleasedIsThereAfterARestart() {
        append(open(), 0, 100);
        reopen();

        Spill spill = latest();
        List<Frame> frames = spill.read(60, Long.MAX_VALUE);
        spill.release(frames.get(59).place());
        reopen();

        assertThat(offsets(readAll(latest()))).isEqualTo(range(60, 100));
        assertThat(latest().recovery().frames()).isEqualTo(40);
        assertThat(latest().recovery().findings()).isEmpty();
    }

    @Test
    void releasedSegmentsGiveTheirSpaceBack() throws Exception {
        Spill spill = open();
        byte[] payload = new byte[100_000];
        for (int i = 0; i < 100; i++) {
            spill.append(STREAM, i, i + 1, payload);
        }
        assertThat(spill.status().fileBytes()).isGreaterThan(9 * MIB);

        List<Frame> frames = readAll(spill);
        spill.release(frames.get(frames.size() - 1).place());
        spill.upkeep();

        assertThat(spill.status().fileBytes()).isLessThanOrEqualTo(3 * MIB);
        assertThat(spill.isEmpty()).isTrue();
        assertThat(segmentFiles()).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void aPayloadLargerThanASegmentGetsASegmentOfItsOwn() {
        Spill spill = open();
        byte[] large = new byte[5 * MIB];
        large[large.length - 1] = 1;

        append(spill, 0, 1);
        spill.append(STREAM, 1, 2, large);
        append(spill, 2, 3);

        List<Frame> frames = readAll(spill);
        assertThat(offsets(frames)).isEqualTo(range(0, 3));
        assertThat(frames.get(1).payload()).isEqualTo(large);
    }

    @Test
    void aFullLogSaysSoAndTakesMoreAfterARelease() {
        Spill spill = open();
        byte[] payload = new byte[100_000];
        int taken = 0;
        while (spill.append(STREAM, taken, taken + 1, payload)) {
            taken++;
        }

        assertThat(taken).isGreaterThan(250);
        assertThat(spill.status().obstacle())
                .hasValueSatisfying(text -> assertThat(text).contains("no room for another"));
        List<Frame> frames = spill.read(50, Long.MAX_VALUE);
        spill.release(frames.get(49).place());
        spill.upkeep();
        assertThat(spill.append(STREAM, taken, taken + 1, payload)).isTrue();
        assertThat(spill.status().obstacle()).isEmpty();
    }

    @Test
    void coverageEndsAtTheFirstHole() {
        Spill spill = open();
        append(spill, 10, 20);
        append(spill, 25, 30);

        assertThat(spill.coveredUntil(STREAM, 10)).isEqualTo(20);
        assertThat(spill.coveredUntil(STREAM, 15)).isEqualTo(20);
        assertThat(spill.coveredUntil(STREAM, 22)).isEqualTo(22);
        assertThat(spill.coveredUntil(STREAM, 25)).isEqualTo(30);
        assertThat(spill.coveredUntil(STREAM + 1, 10)).isEqualTo(10);
    }

    @Test
    void releasedFramesCoverNothing() {
        Spill spill = open();
        append(spill, 0, 20);

        spill.release(spill.read(10, Long.MAX_VALUE).get(9).place());

        assertThat(spill.coveredUntil(STREAM, 5)).isEqualTo(5);
        assertThat(spill.coveredUntil(STREAM, 10)).isEqualTo(20);
    }

    @Test
    void rewindingReadsAgainFromTheOldestThatWasNotReleased() {
        Spill spill = open();
        append(spill, 0, 30);
        List<Frame> frames = spill.read(20, Long.MAX_VALUE);
        spill.release(frames.get(4).place());

        spill.rewind();

        assertThat(offsets(readAll(spill))).isEqualTo(range(5, 30));
    }

    @Test
    void aFolderInUseIsRefused() {
        open();

        assertThatThrownBy(this::open).isInstanceOf(SpillRefusedException.class).hasMessageContaining("is in use");
    }

    @Test
    void aFolderOfAnotherOwnerIsRefusedAndLeftAsItIs() throws Exception {
        append(open(), 0, 10);
        latest().close();

        assertThatThrownBy(() -> Spill.open(config(), new Owner(Map.of("sink", "other")), Clock.systemUTC()))
                .isInstanceOf(SpillRefusedException.class)
                .hasMessageContaining("sink=test")
                .hasMessageContaining("sink=other");
        assertThat(offsets(readAll(open()))).isEqualTo(range(0, 10));
    }

    @Test
    void alsoAnEmptyFolderKnowsItsOwner() {
        append(open(), 0, 10);
        List<Frame> frames = readAll(latest());
        latest().release(frames.get(9).place());
        latest().close();

        assertThatThrownBy(() -> Spill.open(config(), new Owner(Map.of("sink", "other")), Clock.systemUTC()))
                .isInstanceOf(SpillRefusedException.class)
                .hasMessageContaining("sink=test");
        assertThat(open().recovery()).isEqualTo(new Recovery(0, 0, 0, List.of()));
    }

    private Spill open() {
        Spill spill = Spill.open(config(), OWNER, Clock.systemUTC());
        opened.add(spill);
        return spill;
    }

    private void reopen() {
        latest().close();
        open();
    }

    private Spill latest() {
        return opened.get(opened.size() - 1);
    }

    private SpillConfig config() {
        return new SpillConfig(folder, MIB, 30 * MIB, 0, Duration.ofMillis(5));
    }

    private static void append(Spill spill, long from, long to) {
        for (long offset = from; offset < to; offset++) {
            assertThat(spill.append(STREAM, offset, offset + 1, ("record " + offset).getBytes(UTF_8)))
                    .isTrue();
        }
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

    private List<Path> segmentFiles() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".segment")).toList();
        }
    }
}
