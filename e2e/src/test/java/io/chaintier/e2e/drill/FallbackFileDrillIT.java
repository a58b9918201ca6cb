package io.chaintier.e2e.drill;

import static io.chaintier.e2e.drill.Drill.DISK;
import static io.chaintier.e2e.drill.Drill.MEMORY;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * An outage of the store goes into the fallback file and comes out of it, whatever happens to process, file and topic
 * meanwhile (faults 1 to 5, 14 to 16, 19, 47). Serves R3, R4, R5, C5, B4, I4, I9.
 */
@Timeout(240)
class FallbackFileDrillIT {
    private static final long SEED = Long.getLong("chaintier.seed", 2);
    private static final Duration BOUND = Duration.ofSeconds(60);

    private final Random random = new Random(SEED);

    @Test
    void aMemorySinkThatIsKilledAgainAndAgainWhileItSpillsAndDrainsLosesNothing() throws Exception {
        killAgainAndAgain(MEMORY, Fault.redisKilled());
    }

    @Test
    @Tag("long")
    void aDiskSinkThatIsKilledAgainAndAgainWhileItSpillsAndDrainsLosesNothing() throws Exception {
        killAgainAndAgain(DISK, Fault.primaryKilled());
    }

    private void killAgainAndAgain(String sink, Fault outage) throws Exception {
        try (Drill drill = Drill.of(sink + " sink killed while spilling and draining", SEED)
                .start(sink)) {
            SinkProcess victim = sink.equals(MEMORY) ? drill.memory() : drill.disk();
            drill.feed().publish(20);
            drill.awaitCommitted(sink);

            outage.begin().accept(drill);
            drill.cutOff(sink);
            drill.feed().flow();
            for (int kill = 0; kill < 4; kill++) {
                Thread.sleep(500 + random.nextInt(2_000));
                victim.kill().start();
            }
            drill.feed().still();
            drill.feed().publish(200);
            drill.awaitAllInFile(sink);
            drill.backAgain(sink);
            outage.end().accept(drill);
            for (int kill = 0; kill < 4; kill++) {
                Thread.sleep(200 + random.nextInt(1_500));
                victim.kill().start();
            }

            drill.converge(BOUND);
            drill.verify();
            assertThat(victim.terminate(BOUND)).as("exit code (K6)").isZero();
        }
    }

    @Test
    void aSinkThatIsStoppedDuringTheOutageKeepsItsFileAndDoesNotSpillAgainWhatItHolds() throws Exception {
        try (Drill drill = Drill.of("stopped during the outage", SEED).start(MEMORY)) {
            drill.feed().publish(20);
            drill.awaitCommitted(MEMORY);
            drill.outageInFile(60);
            long held = drill.memory().recordsInFile();

            assertThat(drill.memory().terminate(Duration.ofSeconds(30)))
                    .as("exit code (K6)")
                    .isZero();
            assertThat(drill.memory().recordsInFile()).isEqualTo(held);
            drill.memory().start();
            drill.feed().publish(10);
            drill.awaitAllInFile(MEMORY);
            assertThat(drill.memory().recordsInFile()).as("each record once").isLessThan(held + 60);

            drill.endOutage();
            drill.converge(BOUND);
            drill.verify();
        }
    }

    @Test
    void aSinkWhoseFileIsLostReadsEverythingAgainFromTheTopic() throws Exception {
        try (Drill drill = Drill.of("file lost", SEED).start(MEMORY)) {
            drill.feed().publish(20);
            drill.awaitCommitted(MEMORY);
            drill.outageInFile(80);

            drill.memory().kill();
            delete(drill.memory().folder());
            drill.memory().start();

            drill.endOutage();
            drill.converge(BOUND);
            drill.verify();
        }
    }

    @Test
    void anOutageMayOutlastTheRetentionOfTheTopicAsLongAsTheFileHasTheRecords() throws Exception {
        try (Drill drill = Drill.of("retention shorter than the outage", SEED).start(MEMORY, DISK)) {
            drill.feed().publish(20);
            drill.awaitCommitted(MEMORY);
            drill.outageInFile(80);
            drill.awaitCommitted(DISK);
            try (TopicLog remembered = drill.readTopics()) {
                Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
                // The last offset is that of a transaction's marker, which is no record and so not in the file.
                drill.groups()
                        .ends()
                        .forEach((partition, end) ->
                                all.put(partition, RecordsToDelete.beforeOffset(Math.max(0, end - 1))));
                all.keySet().removeIf(partition -> !partition.topic().equals(drill.topic()));
                Groups.await(drill.groups().admin().deleteRecords(all).all());

                drill.memory().kill().start();
                drill.endOutage();
                drill.feed().publish(20);

                drill.converge(BOUND);
                drill.verify(remembered, List.of());
            }
        }
    }

    @Test
    void aFolderThatAnotherProcessHasOrThatIsAnotherSinksIsRefused() throws Exception {
        try (Drill drill = Drill.of("folder of another", SEED).start(MEMORY, DISK)) {
            drill.feed().publish(20);
            drill.awaitCommitted(MEMORY);
            drill.outageInFile(80);

            SinkProcess second = drill.prepareSink(MEMORY, "memory-2")
                    .with("sink.spill.dir", drill.memory().folder().getParent().toString())
                    .start();
            assertThat(second.exitCode(BOUND))
                    .as("exit code of the second process (K6)")
                    .isEqualTo(2);
            assertThat(second.said()).contains(drill.memory().folder().toString());

            drill.disk().terminate(BOUND);
            drill.memory().terminate(BOUND);
            delete(drill.disk().folder());
            copy(drill.memory().folder(), drill.disk().folder());
            drill.disk().start();
            assertThat(drill.disk().exitCode(BOUND))
                    .as("exit code with the other's file (K6)")
                    .isEqualTo(2);
            assertThat(drill.disk().saidSinceStart()).contains("sink=memory");

            delete(drill.disk().folder());
            drill.disk().start();
            drill.memory().start();
            drill.endOutage();
            drill.converge(BOUND);
            drill.verify();
        }
    }

    static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }
}
