package io.chaintier.spill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The real log on a simulated disk, beside a plain model of what it promises: random runs of appends, forces, reads and
 * releases, with kills, power losses, full disks, disks that fail and damage in between. The log's user is played as a
 * sink plays it: it takes a stream's frames only where they follow one another, and gets again from Kafka what is missing.
 * Serves R3, R4, R5, I4, and the faults 2, 3, 7 to 14 and 20.
 */
class SpillModelTest {
    private static final long FIRST_SEED = Long.getLong("chaintier.seed", 1);
    private static final int SEEDS = Integer.getInteger("chaintier.spill.seeds", 1_500);
    private static final int STEPS = 150;

    @Test
    void whateverHappensWhatWasForcedIsThereAndNothingIsInvented() {
        long crashes = 0;
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
            crashes += run(seed);
        }
        System.out.println("spill: " + SEEDS + " seeds from " + FIRST_SEED + " (-Dchaintier.seed), " + crashes
                + " crashes survived");
        assertThat(crashes).isGreaterThan(SEEDS * 10L);
    }

    /** Seeds that once failed. */
    @ParameterizedTest
    @ValueSource(longs = {2, 13, 41, 997})
    void whatOnceFailedHoldsNow(long seed) {
        run(seed);
    }

    private static long run(long seed) {
        Run run = new Run(seed);
        try {
            for (int step = 0; step < STEPS; step++) {
                run.step();
            }
            run.finish();
            return run.crashes;
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(
                    "seed " + seed + " (-Dchaintier.seed=" + seed + " -Dchaintier.spill.seeds=1): " + e.getMessage()
                            + "\nsteps: " + String.join(", ", run.history),
                    e);
        }
    }

    /** One log through its life, and what must be true of it. */
    private static final class Run {
        private static final int STREAMS = 3;
        private static final int SEGMENT_BYTES = 1 << 16;
        private static final Owner OWNER = new Owner(Map.of("sink", "model"));

        private final Random random;
        private final List<String> history = new ArrayList<>();
        private SimulatedDisk disk;
        private Spill spill;
        private long crashes;

        /** Per stream: up to where it was appended, forced, taken by the user, and released. */
        private final long[] appended = new long[STREAMS];

        private final long[] everAppended = new long[STREAMS];

        private final long[] forced = new long[STREAMS];
        private final long[] taken = new long[STREAMS];
        private final long[] released = new long[STREAMS];
        /** What the user read and did not release, with how far each stream had come then. */
        private final List<Read> inFlight = new ArrayList<>();

        private record Read(Frame.Place place, long[] taken) {}

        Run(long seed) {
            random = new Random(seed);
            disk = new SimulatedDisk(random);
            spill = open();
        }

        void step() {
            int dice = random.nextInt(100);
            if (dice < 50) {
                append(1 + random.nextInt(12));
            } else if (dice < 55) {
                force();
            } else if (dice < 63) {
                note("upkeep");
                spill.upkeep();
            } else if (dice < 71) {
                read(1 + random.nextInt(30));
            } else if (dice < 78) {
                release();
            } else if (dice < 80) {
                rewind();
            } else if (dice < 83) {
                disk.writeBackSome();
            } else if (dice < 87) {
                kill();
            } else if (dice < 92) {
                losePower();
            } else if (dice < 93) {
                closeAndOpen();
            } else if (dice < 95) {
                note("fail a force");
                disk.failForceAfter(random.nextInt(3));
            } else if (dice < 96) {
                note("fail a create");
                disk.failCreateAfter(random.nextInt(3));
            } else if (dice < 98) {
                boolean full = random.nextBoolean();
                note(full ? "disk full" : "disk has room");
                disk.limitTo(full ? disk.usedBytes() : Long.MAX_VALUE);
            } else {
                damage();
            }
        }

        /** Everything that was appended can be read and released, and then the log is empty. */
        void finish() {
            disk.limitTo(Long.MAX_VALUE);
            while (!isTakenWhole()) {
                read(100);
            }
            while (!inFlight.isEmpty()) {
                release();
            }
            spill.upkeep();
            assertThat(spill.isEmpty()).as("empty once all is released").isTrue();
            spill.close();
        }

        private boolean isTakenWhole() {
            return spill.isRead() && Arrays.equals(taken, appended);
        }

        private void append(int count) {
            note("append " + count);
            for (int i = 0; i < count; i++) {
                int stream = random.nextInt(STREAMS);
                long from = appended[stream];
                try {
                    if (spill.append(stream, from, to(stream, from), payload(stream, from))) {
                        appended[stream] = to(stream, from);
                        everAppended[stream] = Math.max(everAppended[stream], appended[stream]);
                    }
                } catch (SpillFailedException e) {
                    reopenAfterFailure();
                    return;
                }
            }
        }

        private void force() {
            note("force");
            try {
                spill.force();
                System.arraycopy(appended, 0, forced, 0, STREAMS);
            } catch (SpillFailedException e) {
                reopenAfterFailure();
            }
        }

        /** Takes what follows; goes back to Kafka, that is, appends again, for what a stream lacks. */
        private void read(int count) {
            note("read " + count);
            for (Frame frame : spill.read(count, 20_000)) {
                checkGenuine(frame);
                int stream = frame.stream();
                if (frame.from() <= taken[stream] && frame.to() > taken[stream]) {
                    taken[stream] = frame.to();
                } else if (frame.from() > taken[stream] && spill.coveredUntil(stream, taken[stream]) == taken[stream]) {
                    appended[stream] = taken[stream];
                    forced[stream] = Math.min(forced[stream], taken[stream]);
                }
                inFlight.add(new Read(frame.place(), taken.clone()));
            }
            if (spill.isRead()) {
                for (int stream = 0; stream < STREAMS; stream++) {
                    // What was damaged behind the last frame of a stream is only missed now.
                    appended[stream] = taken[stream];
                    forced[stream] = Math.min(forced[stream], taken[stream]);
                }
            }
        }

        private void release() {
            if (inFlight.isEmpty()) {
                return;
            }
            int last = random.nextInt(inFlight.size());
            note("release " + (last + 1));
            Read read = inFlight.get(last);
            spill.release(read.place());
            System.arraycopy(read.taken(), 0, released, 0, STREAMS);
            inFlight.subList(0, last + 1).clear();
        }

        private void rewind() {
            note("rewind");
            spill.rewind();
            inFlight.clear();
            System.arraycopy(released, 0, taken, 0, STREAMS);
        }

        private void kill() {
            note("kill");
            disk = disk.afterKill();
            recover(appended.clone());
        }

        private void losePower() {
            note("power loss");
            disk = disk.afterPowerLoss();
            recover(forced.clone());
        }

        private void closeAndOpen() {
            note("close");
            disk.limitTo(Long.MAX_VALUE);
            spill.close();
            recover(forced.clone());
        }

        private void reopenAfterFailure() {
            note("failed");
            disk.limitTo(Long.MAX_VALUE);
            spill.close();
            recover(forced.clone());
        }

        /** @param atLeast up to where each stream must be there */
        private void recover(long[] atLeast) {
            crashes++;
            spill = open();
            inFlight.clear();
            System.arraycopy(released, 0, taken, 0, STREAMS);
            for (int stream = 0; stream < STREAMS; stream++) {
                long covered = spill.coveredUntil(stream, released[stream]);
                assertThat(covered)
                        .as("stream %d after recovery: %s", stream, spill.recovery())
                        .isBetween(
                                Math.max(released[stream], damaged ? 0 : atLeast[stream]),
                                damaged ? everAppended[stream] : appended[stream]);
                // As a sink, the user goes on behind what the log holds. Recovery has forced it.
                appended[stream] = covered;
                forced[stream] = covered;
            }
        }

        private boolean damaged;

        private void damage() {
            List<String> segments = disk.list().stream()
                    .filter(name -> name.endsWith(".segment"))
                    .toList();
            if (segments.isEmpty()) {
                return;
            }
            ByteBuffer bytes = disk.bytes(segments.get(random.nextInt(segments.size())));
            int at = random.nextInt(SEGMENT_BYTES / 4);
            note("damage at " + at);
            bytes.put(at, (byte) (bytes.get(at) ^ 1 << random.nextInt(8)));
            damaged = true;
        }

        private Spill open() {
            disk.limitTo(Long.MAX_VALUE);
            disk.failForceAfter(-1);
            disk.failCreateAfter(-1);
            SpillConfig config =
                    new SpillConfig(Path.of("simulated"), SEGMENT_BYTES, 1L << 40, 0, Duration.ofMillis(50));
            return Spill.open(config, OWNER, Clock.systemUTC(), disk, random);
        }

        private void checkGenuine(Frame frame) {
            assertThat(frame.to()).isEqualTo(to(frame.stream(), frame.from()));
            assertThat(Arrays.equals(frame.payload(), payload(frame.stream(), frame.from())))
                    .as("payload of %d at %d", frame.stream(), frame.from())
                    .isTrue();
        }

        private void note(String step) {
            history.add(step);
        }

        // What is in a stream at a position is always the same, as it is in Kafka.

        private static long to(int stream, long from) {
            return from + 1 + new Random(31 * from + stream).nextInt(3);
        }

        private static byte[] payload(int stream, long from) {
            Random content = new Random(stream + 7 * from);
            boolean large = content.nextInt(200) == 0;
            byte[] payload = new byte[large ? SEGMENT_BYTES + content.nextInt(SEGMENT_BYTES) : content.nextInt(3_000)];
            content.nextBytes(payload);
            return payload;
        }
    }
}
