package io.chaintier.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chaintier.diskstore.CassandraChainReader;
import io.chaintier.diskstore.CassandraConfig;
import io.chaintier.event.ChainId;
import io.chaintier.event.wire.MalformedEventException;
import io.chaintier.localstack.ServerKind;
import io.chaintier.localstack.SharedStack;
import io.chaintier.localstack.junit.LocalStackTest;
import io.chaintier.memorystore.RedisChainReader;
import io.chaintier.memorystore.RedisConfig;
import io.chaintier.replayer.PipelineStatus;
import io.chaintier.replayer.PipelineStatus.DeadLetterCause;
import io.chaintier.replayer.StatusReader;
import io.chaintier.store.ChainReader;
import io.chaintier.topics.KafkaClients;
import io.chaintier.topics.TopicsConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an operator asks first after an outage. Serves C7, B5. */
@LocalStackTest({ServerKind.KAFKA, ServerKind.REDIS, ServerKind.CASSANDRA})
@Timeout(180)
class ReplayStatusIT {
    private static final ChainId ROPSTEN = ChainId.parse("eip155:3");

    private final SharedStack stack;

    ReplayStatusIT(SharedStack stack) {
        this.stack = stack;
    }

    @Test
    void itShowsWhatSinksHaveLeftToDoWhereTiersAreAndWhatCouldNotBeStored() throws InterruptedException {
        Path file = SampleData.directory().resolve("ropsten-10991-468179-old-geth.ndjson");
        try (Pipeline pipeline = Pipeline.over(stack);
                ChainReader memory = new RedisChainReader(RedisConfig.from(pipeline.settings()));
                ChainReader primary = CassandraChainReader.ofPrimary(CassandraConfig.from(pipeline.settings()))) {
            pipeline.importFiles(ROPSTEN, List.of(file));
            sendRubbish(pipeline);
            String prefix = pipeline.asMap().get("sink.group.prefix");
            StatusReader reader = new StatusReader(
                    KafkaClients.from(pipeline.settings()),
                    TopicsConfig.from(pipeline.settings()),
                    List.of(prefix + "memory-sink", prefix + "disk-sink"),
                    Map.of("memory", memory, "primary", primary));

            PipelineStatus before = reader.read();
            pipeline.startSinks().awaitSinks(7);

            assertThat(before.sinks()).allSatisfy(sink -> {
                assertThat(sink.started()).isFalse();
                assertThat(sink.records()).isGreaterThanOrEqualTo(8);
            });
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                PipelineStatus after = reader.read();
                assertThat(after.sinks())
                        .allSatisfy(sink -> assertThat(sink.records()).isZero());
                assertThat(after.deadLetters())
                        .isEqualTo(Map.of(
                                new DeadLetterCause("memory", MalformedEventException.class.getName()), 1L,
                                new DeadLetterCause("disk", MalformedEventException.class.getName()), 1L));
                assertThat(after.heads())
                        .filteredOn(head -> head.chain().equals(ROPSTEN))
                        .hasSize(2)
                        .allSatisfy(head -> assertThat(
                                        head.head().orElseThrow().head().number())
                                .isEqualTo(468_179));
            });
        }
    }

    private static void sendRubbish(Pipeline pipeline) {
        String topic = TopicsConfig.from(pipeline.settings()).blocks();
        try (Producer<byte[], byte[]> producer =
                KafkaClients.from(pipeline.settings()).deadLetterProducer()) {
            producer.send(new ProducerRecord<>(topic, ROPSTEN.toString().getBytes(UTF_8), "rubbish".getBytes(UTF_8)));
        }
    }
}
