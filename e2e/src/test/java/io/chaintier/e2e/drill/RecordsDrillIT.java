package io.chaintier.e2e.drill;

import static io.chaintier.e2e.drill.Drill.MEMORY;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chaintier.topics.KafkaClients;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Records that nobody can store, and topics that are not what they were (faults 48, 50, 51). One partition suffers, and
 * the others go on. Serves I8, I9.
 */
@Timeout(180)
class RecordsDrillIT {
    private static final long SEED = Long.getLong("chaintier.seed", 50);
    private static final Duration BOUND = Duration.ofSeconds(45);

    /** Kafka's client tries for so long to commit to a topic that is gone. */
    private static final Duration TO_GIVE_UP = Duration.ofSeconds(90);

    private static final byte[] UNKNOWN_SCHEMA = HexFormat.of().parseHex("c301" + "0102030405060708" + "00");

    @Test
    void rubbishGoesToTheDeadLettersAlsoWhenItWentThroughTheFile() throws Exception {
        try (Drill drill = Drill.of("poison records", SEED).start(MEMORY)) {
            drill.feed().publish(20);
            send(drill, "rubbish".getBytes(UTF_8));
            drill.awaitCommitted(MEMORY);

            drill.servers().redis().kill();
            drill.cutOff(MEMORY);
            drill.feed().publish(20);
            send(drill, "more rubbish".getBytes(UTF_8));
            send(drill, null);
            drill.feed().publish(20);
            drill.awaitAllInFile(MEMORY);
            drill.endOutage();

            drill.converge(BOUND);
            drill.verify(List.of("MalformedEventException"));
        }
    }

    @Test
    void aSchemaThatIsNotKnownStopsItsPartitionAndNoOther() throws Exception {
        try (Drill drill = Drill.of("unknown schema", SEED).start(MEMORY)) {
            drill.feed().publish(20);
            drill.awaitCommitted(MEMORY);
            TopicPartition hurt = new TopicPartition(drill.topic(), 0);
            long position = drill.groups().ends().get(hurt);

            send(drill, UNKNOWN_SCHEMA);
            drill.feed().publish(20);

            drill.await("it says so", BOUND, () -> drill.memory().said().contains("sink stops reading " + hurt));
            Map<TopicPartition, Long> others = drill.groups().ends();
            others.remove(hurt);
            drill.await("the other partitions go on", BOUND, () -> drill.hasCommitted(MEMORY, others));
            assertThat(drill.groups().committed(MEMORY).get(hurt))
                    .as("up to the record, not over it")
                    .isEqualTo(position);
            assertThat(drill.memory().terminate(BOUND)).as("exit code (K6)").isZero();
        }
    }

    @Test
    void withoutADeadLetterTopicNothingIsDroppedAndItGoesOnWhenTheTopicIsThere() throws Exception {
        try (Drill drill = Drill.of("no dead-letter topic", SEED).start(MEMORY)) {
            drill.feed().publish(20);
            drill.awaitCommitted(MEMORY);
            String deadLetters =
                    drill.settings().passThrough("topics.").get("dead.letters").toString();
            Groups.await(
                    drill.groups().admin().deleteTopics(List.of(deadLetters)).all());
            TopicPartition hurt = new TopicPartition(drill.topic(), 0);
            long position = drill.groups().ends().get(hurt);

            send(drill, "rubbish".getBytes(UTF_8));
            drill.feed().publish(20);

            Map<TopicPartition, Long> others = drill.groups().ends();
            others.remove(hurt);
            drill.await("the other partitions go on", BOUND, () -> drill.hasCommitted(MEMORY, others));
            drill.await("it says so", BOUND, () -> drill.memory().said().contains("dead-letter topic " + deadLetters));
            assertThat(drill.groups().committed(MEMORY).get(hurt))
                    .as("nothing is dropped")
                    .isEqualTo(position);

            Groups.await(drill.groups()
                    .admin()
                    .createTopics(List.of(new NewTopic(deadLetters, 4, (short) 1)))
                    .all());
            assertThat(drill.memory().terminate(BOUND)).as("exit code (K6)").isZero();
            drill.memory().start();
            drill.converge(BOUND);
            drill.verify(List.of("MalformedEventException"));
        }
    }

    @Test
    void aTopicThatWasMadeAnewEndsTheSinkWithAReasonInsteadOfMixingTwoChains() throws Exception {
        try (Drill drill = Drill.of("topic made anew", SEED).start(MEMORY)) {
            drill.feed().publish(20);
            drill.awaitCommitted(MEMORY);

            Groups.await(
                    drill.groups().admin().deleteTopics(List.of(drill.topic())).all());
            Groups.await(drill.groups()
                    .admin()
                    .createTopics(List.of(new NewTopic(drill.topic(), 4, (short) 1)))
                    .all());

            assertThat(drill.memory().exitCode(BOUND)).as("exit code (K6)").isEqualTo(2);
            assertThat(drill.memory().said()).contains("created anew");
        }
    }

    private static void send(Drill drill, byte[] value) {
        try (Producer<byte[], byte[]> producer =
                KafkaClients.from(drill.settings()).deadLetterProducer()) {
            producer.send(new ProducerRecord<>(drill.topic(), 0, "drill".getBytes(UTF_8), value));
            producer.flush();
        }
    }
}
