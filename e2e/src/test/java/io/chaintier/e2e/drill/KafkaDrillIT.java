package io.chaintier.e2e.drill;

import static io.chaintier.e2e.drill.Drill.DISK;
import static io.chaintier.e2e.drill.Drill.MEMORY;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Kafka fails, and groups change, while blocks come in (faults 4, 43 to 49, 54). Serves R12, B5, C4, I2, I4, I8. */
@Timeout(240)
class KafkaDrillIT {
    private static final long SEED = Long.getLong("chaintier.seed", 44);
    private static final Duration BOUND = Duration.ofSeconds(60);

    @Test
    void aBrokerThatIsFrozenOrKilledLeavesNoGapAndEverybodyGoesOn() throws Exception {
        try (Drill drill = Drill.of("Kafka fails", SEED).start(MEMORY, DISK)) {
            drill.feed().publish(40);

            drill.suffer(Fault.kafkaFrozen(), Duration.ofSeconds(8));
            drill.suffer(Fault.kafkaKilled(), Duration.ofSeconds(2));

            drill.converge(BOUND);
            drill.verify();
            assertThat(drill.memory().terminate(BOUND)).as("exit code (K6)").isZero();
            assertThat(drill.disk().terminate(BOUND)).as("exit code (K6)").isZero();
        }
    }

    @Test
    void membersThatComeGoDieAndFreezeHandPartitionsOverExactly() throws Exception {
        membersComeAndGo("classic");
    }

    @Test
    @Tag("long")
    void soTheyDoUnderTheBrokersProtocol() throws Exception {
        membersComeAndGo("consumer");
    }

    private static void membersComeAndGo(String protocol) throws Exception {
        Drill prepared = Drill.of("members come and go, " + protocol, SEED);
        if (protocol.equals("consumer")) {
            // There the broker decides on these.
            prepared.without("kafka.session.timeout.ms").without("kafka.heartbeat.interval.ms");
        }
        try (Drill drill = prepared.with("kafka.group.protocol", protocol)
                .withDynamicMembers()
                .start(MEMORY)) {
            drill.feed().publish(20);
            drill.feed().flow();

            SinkProcess second = drill.startSink(MEMORY, "memory-2");
            drill.await("the second member reads", BOUND, () -> second.said().contains("sink reads"));
            assertThat(second.kill().start().isAlive()).isTrue();
            Thread.sleep(1_000);
            // Longer than the session: its partitions go to the other, and what it had in flight comes late.
            drill.memory().freeze();
            drill.awaitCommitted(MEMORY);
            drill.memory().thaw();
            Thread.sleep(1_000);
            assertThat(second.terminate(BOUND)).as("exit code (K6)").isZero();

            drill.converge(BOUND);
            drill.verify();
            assertThat(drill.memory().terminate(BOUND)).as("exit code (K6)").isZero();
        }
    }

    @Test
    void recordsThatExpireBeforeTheyAreReadStopTheirPartitionWithTheExactRangeAndNoOther() throws Exception {
        try (Drill drill = Drill.of("retention too short", SEED).start(MEMORY)) {
            drill.feed().publish(20);
            drill.awaitCommitted(MEMORY);
            assertThat(drill.memory().terminate(BOUND)).isZero();
            TopicPartition lost = new TopicPartition(drill.topic(), 0);
            long from = drill.groups().committed(MEMORY).get(lost);
            drill.feed().publish(20);
            long to = drill.groups().ends().get(lost);
            Groups.await(drill.groups()
                    .admin()
                    .deleteRecords(Map.of(lost, RecordsToDelete.beforeOffset(to)))
                    .all());
            drill.feed().publish(20);

            drill.memory().start();

            drill.await(
                    "it names what is missing",
                    BOUND,
                    () -> drill.memory().said().contains("offsets " + from + " to " + (to - 1)));
            Map<TopicPartition, Long> others = drill.groups().ends();
            others.remove(lost);
            drill.await("the other partitions go on", BOUND, () -> drill.hasCommitted(MEMORY, others));
            assertThat(drill.groups().committed(MEMORY).get(lost))
                    .as("nothing is committed over the gap")
                    .isEqualTo(from);
            assertThat(drill.memory().isAlive()).isTrue();
            assertThat(drill.memory().terminate(BOUND)).isZero();
        }
    }

    @Test
    void aGroupWithoutOffsetsReadsAgainFromTheBeginningAndNothingChanges() throws Exception {
        Drill prepared = Drill.of("offsets deleted", SEED);
        // A static member stays in its group when it stops, and a group's offsets cannot be deleted meanwhile.
        try (Drill drill = prepared.withDynamicMembers().start(MEMORY, DISK)) {
            drill.feed().publish(60);
            drill.awaitCommitted(MEMORY);
            assertThat(drill.memory().terminate(BOUND)).isZero();
            Groups.await(drill.groups()
                    .admin()
                    .deleteConsumerGroupOffsets(
                            drill.groups().group(MEMORY),
                            drill.groups().committed(MEMORY).keySet().stream().collect(Collectors.toSet()))
                    .all());
            assertThat(drill.groups().committed(MEMORY)).isEmpty();

            drill.memory().start();
            drill.feed().publish(20);

            drill.converge(BOUND);
            drill.verify();
        }
    }
}
