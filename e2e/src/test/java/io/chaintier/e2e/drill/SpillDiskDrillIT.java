package io.chaintier.e2e.drill;

import static io.chaintier.e2e.drill.Drill.MEMORY;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The disk of the fallback file is full, read-only, broken or slow while the store is down: then Kafka keeps the records,
 * and the sink stays a member of its group (faults 8, 13, 17, 18). Serves R3, R4, I4, I9.
 */
@Tag("long")
@Timeout(240)
class SpillDiskDrillIT {
    private static final long SEED = Long.getLong("chaintier.seed", 8);
    private static final Duration BOUND = Duration.ofSeconds(60);

    @Test
    void aFullDiskPausesTheSinkUntilThereIsRoomAndARestartMeanwhileIsFine() throws Exception {
        Root.required();
        Drill prepared = Drill.of("disk full", SEED);
        Path folder = prepared.directory().resolve("small");
        try (SmallDisk disk = SmallDisk.mount(folder, 5);
                Drill drill = prepared.with("sink.spill.dir", folder.toString()).start(MEMORY)) {
            drill.feed().publish(20);
            drill.awaitCommitted(MEMORY);

            drill.servers().redis().kill();
            drill.cutOff(MEMORY);
            drill.feed().publish(500);
            drill.await("it pauses", BOUND, () -> drill.memory().hasBeen("PAUSED"));
            drill.memory().kill().start();
            drill.await("it pauses again", BOUND, () -> drill.memory().hasBeen("PAUSED"));
            disk.resize(64);
            drill.awaitAllInFile(MEMORY);
            drill.endOutage();

            drill.converge(BOUND);
            drill.verify();
            assertThat(drill.memory().terminate(BOUND)).as("exit code (K6)").isZero();
        }
    }

    @Test
    @SuppressWarnings("try") // The resource is there to be closed.
    void aFullDiskIsGivenBackWhatIsDrained() throws Exception {
        Root.required();
        Drill prepared = Drill.of("disk full to the end", SEED);
        Path folder = prepared.directory().resolve("small");
        try (SmallDisk disk = SmallDisk.mount(folder, 5);
                Drill drill = prepared.with("sink.spill.dir", folder.toString()).start(MEMORY)) {
            drill.servers().redis().kill();
            drill.cutOff(MEMORY);
            drill.feed().publish(500);
            drill.await("it pauses", BOUND, () -> drill.memory().hasBeen("PAUSED"));
            drill.endOutage();

            drill.converge(BOUND);
            drill.verify();
        }
    }

    @Test
    void aReadOnlyDiskIsPassedByAndUsedOnceItTakesWrites() throws Exception {
        Root.required();
        Drill prepared = Drill.of("disk read-only", SEED);
        Path folder = prepared.directory().resolve("small");
        try (SmallDisk disk = SmallDisk.mount(folder, 64)) {
            disk.readOnly();
            try (Drill drill =
                    prepared.with("sink.spill.dir", folder.toString()).start(MEMORY)) {
                drill.feed().publish(20);
                drill.awaitCommitted(MEMORY);
                assertThat(drill.memory().said()).contains("works without its fallback file");
                drill.servers().redis().kill();
                drill.cutOff(MEMORY);
                drill.feed().publish(40);
                drill.await("it pauses", BOUND, () -> drill.memory().hasBeen("PAUSED"));

                disk.writable();
                drill.awaitAllInFile(MEMORY);
                drill.endOutage();

                drill.converge(BOUND);
                drill.verify();
                assertThat(drill.memory().terminate(BOUND)).as("exit code (K6)").isZero();
            }
        }
    }

    @Test
    void aDiskThatRefusesToForceLosesNothing() throws Exception {
        Root.straceRequired();
        try (Drill drill = Drill.of("force fails", SEED).start(MEMORY)) {
            drill.feed().publish(20);
            drill.awaitCommitted(MEMORY);
            drill.servers().redis().kill();
            drill.cutOff(MEMORY);
            drill.feed().publish(20);
            drill.awaitAllInFile(MEMORY);

            try (FailingCalls calls =
                    FailingCalls.of(drill.memory(), FailingCalls.FORCES, "error=EIO", drill.directory())) {
                drill.feed().publish(60);
                drill.await("a force has failed", BOUND, () -> calls.said().contains("EIO"));
                Thread.sleep(1_000);
            }
            drill.feed().publish(20);
            drill.memory().kill().start();
            drill.endOutage();

            drill.converge(BOUND);
            drill.verify();
        }
    }

    @Test
    @SuppressWarnings("try") // The resource is there to be closed.
    void aVerySlowDiskSlowsNothingButItself() throws Exception {
        Root.straceRequired();
        try (Drill drill = Drill.of("disk slow", SEED).start(MEMORY)) {
            drill.feed().publish(20);
            drill.awaitCommitted(MEMORY);
            drill.servers().redis().kill();
            drill.cutOff(MEMORY);

            try (FailingCalls calls =
                    FailingCalls.of(drill.memory(), FailingCalls.FORCES, "delay_enter=1000000", drill.directory())) {
                drill.feed().publish(300);
                drill.awaitAllInFile(MEMORY);
                drill.endOutage();
                drill.awaitCommitted(MEMORY);
            }

            assertThat(drill.memory().said()).doesNotContain("lost its partitions");
            drill.converge(BOUND);
            drill.verify();
        }
    }
}
