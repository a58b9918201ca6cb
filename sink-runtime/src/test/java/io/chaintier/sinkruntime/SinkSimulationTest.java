package io.chaintier.sinkruntime;

import static org.assertj.core.api.Assertions.assertThat;

import io.chaintier.sinkruntime.SimulatedTopics.Published;
import io.chaintier.sinkruntime.SinkStatus.State;
import io.chaintier.spill.Owner;
import io.chaintier.spill.SpillConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Thousands of random steps of sinks over a simulated Kafka, store and disk, for many seeds. After every step holds: what
 * is committed is in the store or with the dead letters (K1), only what was to be refused is with the dead letters (K3),
 * and no event of a chain is written before the one it follows (I3). When all faults are over everything published is
 * there, everything is committed, and the files are empty (K1, K4), within a bounded number of steps (K6); since writes
 * are idempotent and keyed by sequence, that is K2 too. All the while the wall clock jumps by hours (fault 21). {@code -DargLine=-Dsimulation.seeds=N} runs more. Serves R3, R4, R5, C5, I3, I4, I9.
 */
@Timeout(300)
class SinkSimulationTest {
    private static final int STEPS = 2_000;
    private static final int SEEDS = Integer.getInteger("simulation.seeds", 20);

    /** Those that failed once. */
    private static final long[] KEPT = {11, 16, 20, 28, 41, 44, 99, 1_000};

    private static final int PATIENCE = 20_000;

    /** Outages, overload and flaky answers; the file full, broken, damaged or gone; two members; deaths of sinks. */
    @ParameterizedTest
    @MethodSource("seeds")
    void faultsOfStoreAndFileAndGroupLoseNothing(long seed) throws InterruptedException {
        new World(seed, 2).run(World::anyFault);
    }

    /**
     * The same with one member, whose file is as good as its disk, and Kafka drops whatever is committed or in the file;
     * now and then the group's offsets expire.
     */
    @ParameterizedTest
    @MethodSource("seeds")
    void aFileThatIsKeptReplacesWhatKafkaDrops(long seed) throws InterruptedException {
        new World(seed, 1).run(World::retentionFault);
    }

    /** Outages and restarts over the file as it really is. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void theFileOnARealDiskLosesNothingEither(long seed, @TempDir Path directory) throws InterruptedException {
        World world = new World(seed, 1);
        SpillConfig config = new SpillConfig(directory, 1 << 20, 4 << 20, 0, Duration.ofMillis(50));
        try (RestartedFile file = new RestartedFile(
                SpillFile.opener(config, () -> new Owner(Map.of("sink", "simulated")), Clock.systemUTC()))) {
            world.files.set(0, file);
            world.isFileEmpty = file::isEmpty;
            world.run(World::storeFault);
        }
    }

    /** A file that outlives the sinks which open it, as it would the death of their process. */
    private static final class RestartedFile implements FallbackFile.Opener, AutoCloseable {
        private final FallbackFile.Opener opener;
        private Optional<FallbackFile> opened = Optional.empty();

        RestartedFile(FallbackFile.Opener opener) {
            this.opener = opener;
        }

        @Override
        public FallbackFile open() {
            close();
            opened = Optional.of(opener.open());
            return opened.get();
        }

        @Override
        public Path directory() {
            return opener.directory();
        }

        boolean isEmpty() {
            return opened.map(FallbackFile::isEmpty).orElse(true);
        }

        @Override
        public void close() {
            opened.ifPresent(FallbackFile::close);
        }
    }

    static LongStream seeds() {
        return LongStream.concat(LongStream.of(KEPT), LongStream.range(2_000, 2_000 + SEEDS));
    }

    @FunctionalInterface
    private interface Fault {
        void strike(World world) throws InterruptedException;
    }

    private static final class World {
        private final long seed;
        private final RandomGenerator random;
        private final SimulatedTopics topics = new SimulatedTopics();
        private final SimulatedStore store;
        private final List<SimulatedDisk> disks = new ArrayList<>();
        private final List<FallbackFile.Opener> files = new ArrayList<>();
        private final List<Optional<SimulatedSink>> sinks = new ArrayList<>();
        private BooleanSupplier isFileEmpty = () -> true;
        private boolean healed;

        World(long seed, int members) {
            this.seed = seed;
            this.random = new SplittableRandom(seed);
            this.store = new SimulatedStore(topics, random);
            for (int member = 0; member < members; member++) {
                disks.add(new SimulatedDisk());
                files.add(disks.get(member));
                sinks.add(Optional.empty());
            }
        }

        void run(Fault fault) throws InterruptedException {
            for (int step = 0; step < STEPS; step++) {
                if (random.nextInt(25) == 0) {
                    fault.strike(this);
                }
                step();
                checkAfterStep(step);
            }
            topics.finish(random);
            healEverything();
            for (int step = 0; step < PATIENCE && !isDone(); step++) {
                step();
            }
            checkAfterAll();
        }

        private void step() throws InterruptedException {
            int member = random.nextInt(sinks.size());
            if (sinks.get(member).isEmpty()) {
                if (random.nextInt(10) == 0) {
                    start(member);
                }
            } else if (random.nextInt(3) == 0) {
                sinks.get(member).get().poll();
            } else if (random.nextBoolean()) {
                sinks.get(member).get().deliver();
            } else if (!healed) {
                topics.publish(random);
            }
        }

        private void start(int member) {
            sinks.set(member, Optional.of(new SimulatedSink(topics, store, files.get(member), random)));
            rebalance(false);
        }

        /** Every partition goes to some member that is alive. */
        private void rebalance(boolean withoutNotice) {
            List<SimulatedSink> alive = sinks.stream().flatMap(Optional::stream).toList();
            for (TopicPartition partition : SimulatedTopics.PARTITIONS) {
                if (alive.isEmpty()) {
                    return;
                }
                SimulatedSink next = alive.get(random.nextInt(alive.size()));
                if (next.assigned().contains(partition)) {
                    continue;
                }
                for (SimulatedSink sink : alive) {
                    if (sink.assigned().contains(partition)) {
                        if (withoutNotice) {
                            sink.lose(partition);
                        } else {
                            sink.revoke(partition);
                        }
                    }
                }
                next.assign(partition);
            }
            alive.forEach(SimulatedSink::join);
        }

        private void end(int member, boolean inOrder) {
            sinks.get(member).ifPresent(sink -> {
                if (inOrder) {
                    sink.stop();
                }
            });
            sinks.set(member, Optional.empty());
            rebalance(false);
        }

        void anyFault() {
            SimulatedDisk disk = disks.get(random.nextInt(disks.size()));
            switch (random.nextInt(14)) {
                case 0 -> disk.limitTo(random.nextInt(40));
                case 1 -> disk.breakDown();
                case 2 -> disk.damage(random, 5);
                case 3, 4 -> disk.repair();
                case 5 -> rebalance(false);
                case 6 -> rebalance(true);
                default -> faultOfOneMember(disk);
            }
        }

        void retentionFault() {
            for (TopicPartition partition : SimulatedTopics.PARTITIONS) {
                long committed = topics.committed(partition).orElse(0);
                int stream = RecordCodec.stream(partition.partition(), partition.equals(SimulatedTopics.STATE));
                long covered = disks.get(0).coveredUntil(stream, committed);
                if (random.nextInt(3) == 0) {
                    topics.deleteBefore(partition, random.nextBoolean() ? covered : committed);
                }
            }
            if (random.nextInt(10) == 0) {
                disks.get(0).limitTo(random.nextInt(40));
            }
            faultOfOneMember(disks.get(0));
        }

        private void faultOfOneMember(SimulatedDisk disk) {
            int member = random.nextInt(sinks.size());
            switch (random.nextInt(9)) {
                case 0, 1 -> store.goDown();
                case 2, 3 -> store.recover();
                case 4 -> store.getSlow();
                case 5 -> store.getFlaky();
                case 6 -> end(member, false);
                case 7 -> end(member, true);
                default -> disk.limitTo(Integer.MAX_VALUE);
            }
        }

        void storeFault() {
            faultOfOneMember(disks.get(0));
        }

        private void healEverything() {
            healed = true;
            store.recover();
            disks.forEach(SimulatedDisk::repair);
        }

        private boolean isDone() {
            return SimulatedTopics.PARTITIONS.stream()
                            .allMatch(partition -> topics.committed(partition).orElse(0) == topics.end(partition))
                    && disks.stream().allMatch(SimulatedDisk::isEmpty)
                    && isFileEmpty.getAsBoolean()
                    && sinks.stream()
                            .allMatch(sink ->
                                    sink.isPresent() && sink.get().intake().state() == State.UP);
        }

        private void checkAfterStep(int step) {
            assertThat(store.problems()).as("seed %d, step %d", seed, step).isEmpty();
            for (TopicPartition partition : SimulatedTopics.PARTITIONS) {
                long committed = topics.committed(partition).orElse(0);
                for (Published event : topics.events(partition)) {
                    if (event.firstOffset() < committed && !store.has(event.key())) {
                        throw new AssertionError(String.format(
                                "seed %d, step %d: %s is committed up to %d, and %s at %d is not stored",
                                seed, step, partition, committed, event.key(), event.firstOffset()));
                    }
                }
            }
        }

        private void checkAfterAll() {
            assertThat(store.problems()).as("seed %d", seed).isEmpty();
            for (SimulatedSink sink : sinks.stream().flatMap(Optional::stream).toList()) {
                assertThat(sink.intake().stopped()).as("seed %d", seed).isEmpty();
                assertThat(sink.intake().state()).as("seed %d", seed).isEqualTo(State.UP);
            }
            for (TopicPartition partition : SimulatedTopics.PARTITIONS) {
                assertThat(topics.events(partition))
                        .as("seed %d, %s", seed, partition)
                        .allMatch(event -> store.has(event.key()));
                assertThat(topics.committed(partition))
                        .as("seed %d, %s", seed, partition)
                        .hasValue(topics.end(partition));
            }
            assertThat(disks).as("seed %d", seed).allMatch(SimulatedDisk::isEmpty);
            assertThat(isFileEmpty.getAsBoolean()).as("seed %d", seed).isTrue();
        }
    }
}
