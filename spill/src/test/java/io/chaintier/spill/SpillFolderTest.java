package io.chaintier.spill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chaintier.spill.SpillFolder.Damage;
import io.chaintier.spill.SpillFolder.Report;
import io.chaintier.spill.SpillFolder.SegmentReport;
import io.chaintier.spill.SpillFolder.SegmentState;
import io.chaintier.spill.SpillFolder.Stretch;
import io.chaintier.spill.SpillFolder.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looking into a log's folder from outside, which changes nothing there. Serves R3, R4, B4. */
class SpillFolderTest {
    private static final int MIB = 1 << 20;
    private static final int PAYLOAD_BYTES = 100_000;
    private static final Owner OWNER = new Owner(Map.of("sink", "test"));

    @TempDir
    Path folder;

    @Test
    void whatIsInAFolderIsToldWithoutReadingIt() throws Exception {
        try (Spill spill = open()) {
            append(spill, 1, 0, 15);
            append(spill, 2, 100, 110);
        }

        Report report = new SpillFolder(folder).inspect();

        assertThat(report.inUse()).isFalse();
        assertThat(report.owners()).containsExactly(OWNER);
        assertThat(report.frames()).isEqualTo(25);
        assertThat(report.segments()).extracting(SegmentReport::state).containsOnly(SegmentState.SEALED);
        assertThat(report.segments().get(0).stretches()).containsExactly(new Stretch(1, 0, 10));
        assertThat(report.segments().get(1).stretches())
                .containsExactly(new Stretch(1, 10, 15), new Stretch(2, 100, 105));
        assertThat(report.findings()).isEmpty();
    }

    @Test
    void aLogInUseIsShownAsItIsNow() throws Exception {
        try (Spill spill = open()) {
            append(spill, 1, 0, 15);
            spill.release(spill.read(12, Long.MAX_VALUE).get(11).place());
            spill.upkeep();

            Report report = new SpillFolder(folder).inspect();

            assertThat(report.inUse()).isTrue();
            assertThat(report.frames()).isEqualTo(3);
            assertThat(report.segments())
                    .filteredOn(segment -> segment.frames() > 0)
                    .singleElement()
                    .satisfies(segment -> {
                        assertThat(segment.state()).isEqualTo(SegmentState.OPEN);
                        assertThat(segment.stretches()).containsExactly(new Stretch(1, 12, 15));
                    });
        }
    }

    @Test
    void verifyingReadsEveryFrameThatIsNotReleased() throws Exception {
        try (Spill spill = open()) {
            append(spill, 1, 0, 25);
            spill.release(spill.read(3, Long.MAX_VALUE).get(2).place());
        }
        Counter counter = new Counter();

        Verification verification = new SpillFolder(folder).verify(counter);

        assertThat(verification.frames()).isEqualTo(22);
        assertThat(verification.damages()).isEmpty();
        assertThat(counter.offsets).hasSize(22).startsWith(3L).endsWith(24L);
        assertThat(counter.done).isEqualTo(counter.total).isGreaterThan(0);
    }

    @Test
    void damageIsNamedByPositionAndByWhatIsMissing() throws Exception {
        try (Spill spill = open()) {
            append(spill, 1, 0, 25);
        }
        int frame = (int) SegmentFormat.frameBytes(PAYLOAD_BYTES);
        Path second = segmentFiles().get(1);
        byte[] bytes = Files.readAllBytes(second);
        bytes[SegmentFormat.FIRST_FRAME + 2 * frame + 7_000] ^= 1;
        bytes[SegmentFormat.FIRST_FRAME + 9 * frame + 5] ^= 1;
        Files.write(second, bytes);

        List<Damage> damages = new SpillFolder(folder).verify(new Counter()).damages();

        assertThat(damages).hasSize(2).allSatisfy(damage -> {
            assertThat(damage.segment()).isEqualTo(2);
            assertThat(damage.missing()).containsExactly(new Stretch(1, 12, 13), new Stretch(1, 19, 20));
        });
        assertThat(damages.get(0).from()).isEqualTo(SegmentFormat.FIRST_FRAME + 2L * frame);
        assertThat(damages.get(0).to()).isEqualTo(SegmentFormat.FIRST_FRAME + 3L * frame);
    }

    @Test
    void nothingIsChanged() throws Exception {
        try (Spill spill = open()) {
            append(spill, 1, 0, 25);
        }
        Files.write(folder.resolve("00000000000000000099.segment"), new byte[100]);
        Files.write(folder.resolve("stranger"), new byte[1]);
        Map<String, Integer> before = contents();

        SpillFolder looked = new SpillFolder(folder);
        assertThat(looked.inspect().findings())
                .anyMatch(finding -> finding.contains("stranger"))
                .anyMatch(finding -> finding.contains("99.segment"));
        looked.verify(new Counter());

        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void anEmptyFolderHoldsNothingAndAMissingOneIsAnError() throws Exception {
        assertThat(new SpillFolder(folder).inspect().segments()).isEmpty();

        assertThatThrownBy(() -> new SpillFolder(folder.resolve("none")))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("none");
    }

    private Spill open() {
        return Spill.open(new SpillConfig(folder, MIB, 60L * MIB, 0, Duration.ofSeconds(60)), OWNER, Clock.systemUTC());
    }

    private static void append(Spill spill, int stream, long from, long to) {
        for (long offset = from; offset < to; offset++) {
            assertThat(spill.append(stream, offset, offset + 1, new byte[PAYLOAD_BYTES]))
                    .isTrue();
        }
    }

    private List<Path> segmentFiles() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".segment"))
                    .sorted()
                    .toList();
        }
    }

    private Map<String, Integer> contents() throws IOException {
        Map<String, Integer> contents = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                contents.put(file.getFileName().toString(), Arrays.hashCode(Files.readAllBytes(file)));
            }
        }
        return contents;
    }

    private static final class Counter implements SpillFolder.Visitor {
        private final List<Long> offsets = new ArrayList<>();
        private long done;
        private long total;

        @Override
        public void frame(Frame frame) {
            offsets.add(frame.from());
        }

        @Override
        public void progress(long doneBytes, long totalBytes) {
            done = doneBytes;
            total = totalBytes;
        }
    }
}
