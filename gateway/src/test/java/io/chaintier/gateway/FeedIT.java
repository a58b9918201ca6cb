package io.chaintier.gateway;

import static io.chaintier.gateway.EvmBlocks.block;
import static io.chaintier.gateway.EvmBlocks.hash;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chaintier.config.Settings;
import io.chaintier.event.Block;
import io.chaintier.event.BlockAppended;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.event.Envelope;
import io.chaintier.event.wire.EncodedEvent;
import io.chaintier.event.wire.EventEncoder;
import io.chaintier.gateway.EvmBlocks.Log;
import io.chaintier.localstack.LocalStack;
import io.chaintier.localstack.ServerKind;
import io.chaintier.localstack.StackOptions;
import io.chaintier.localstack.StackPorts;
import io.chaintier.memorystore.RedisChainWriter;
import io.chaintier.memorystore.RedisConfig;
import io.chaintier.store.ChainWriter;
import io.chaintier.store.Outcome;
import io.chaintier.topics.KafkaClients;
import io.chaintier.topics.TopicSetup;
import io.chaintier.topics.TopicsConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The feed from a real Kafka that is late, and that is killed and comes back (I7; faults 44, 47). */
@Timeout(300)
class FeedIT {
    private static final int RECORD_BYTES = 8192;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final ChainId chain = new ChainId("eip155", Integer.toString(1_000_000 + new Random().nextInt(1 << 30)));
    private final EventEncoder encoder = new EventEncoder(RECORD_BYTES);
    private long sequence;

    @Test
    void whatHappensWhileKafkaIsAwayIsToldOnceItIsBackWithoutAHole() {
        try (LocalStack stack = LocalStack.start(StackOptions.inTemporaryDirectory()
                .withServers(ServerKind.KAFKA, ServerKind.REDIS)
                .withPorts(StackPorts.FREE))) {
            Settings settings = settings(stack);
            try (Gateway gateway = GatewayService.start(settings);
                    ChainWriter memory = new RedisChainWriter(RedisConfig.from(settings))) {
                RpcClient http = new RpcClient(gateway.port());
                awaitState(http, "starting");
                makeTopics(settings);
                awaitState(http, "following");
                try (WsClient client = new WsClient(gateway.port())) {
                    String heads = client.call("eth_subscribe", "newHeads").textValue();
                    happens(memory, settings, block(1, 0, 0));
                    assertThat(client.notification(heads).get("hash").textValue())
                            .isEqualTo(hash(1, 0));
                    happens(memory, settings, large(2));
                    assertThat(client.notification(heads).get("hash").textValue())
                            .isEqualTo(hash(2, 0));

                    stack.kafka().kill();
                    awaitState(http, "disconnected");
                    assertThat(http.call("eth_blockNumber").result().textValue())
                            .isEqualTo("0x2");
                    String filter = http.call("eth_newBlockFilter").result().textValue();
                    stack.kafka().start();
                    stack.kafka().awaitReady();
                    for (int number = 3; number < 6; number++) {
                        happens(memory, settings, block(number, 0, 0));
                    }

                    for (int number = 3; number < 6; number++) {
                        assertThat(client.next(PATIENCE)
                                        .at("/params/result/hash")
                                        .textValue())
                                .isEqualTo(hash(number, 0));
                    }
                    assertThat(http.call("eth_getFilterChanges", filter).result())
                            .hasSize(3);
                    awaitState(http, "following");
                }
            }
        }
    }

    private Settings settings(LocalStack stack) {
        return Settings.of(Map.of(
                "gateway.port",
                "0",
                "gateway.tiers",
                "memory",
                "gateway.chains",
                chain.toString(),
                "kafka.bootstrap.servers",
                stack.kafka().bootstrapServers(),
                "redis.uri",
                "redis://" + stack.redis().address().getHostString() + ":"
                        + stack.redis().address().getPort()));
    }

    private static void makeTopics(Settings settings) {
        try (Admin admin = KafkaClients.from(settings).admin()) {
            new TopicSetup(admin, TopicsConfig.from(settings)).ensure(RECORD_BYTES);
        }
    }

    private static void awaitState(RpcClient http, String state) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                http.get("/stats").json().at("/feed/state").textValue())
                        .isEqualTo(state));
    }

    /** One that does not fit into a record. */
    private static Block large(int number) {
        Log[] logs = new Log[200];
        Arrays.fill(logs, new Log(1, 1));
        return block(number, 0, 0, logs);
    }

    /** As its publisher and the memory sink would have it. A block in parts takes as many sequences as it has parts. */
    private void happens(ChainWriter memory, Settings settings, Block block) {
        BlockAppended payload = new BlockAppended(block);
        List<EncodedEvent> records = encoder.encode(envelope(sequence, block), payload);
        sequence += records.size();
        ChainEvent event = new ChainEvent(envelope(sequence - 1, block), payload);
        assertThat(memory.apply(List.of(event))).containsOnly(Outcome.STORED);
        String topic = TopicsConfig.from(settings).blocks();
        byte[] key = chain.toString().getBytes(StandardCharsets.UTF_8);
        try (Producer<byte[], byte[]> producer =
                KafkaClients.from(settings).transactionalProducer("feed-it", RECORD_BYTES)) {
            producer.initTransactions();
            producer.beginTransaction();
            records.forEach(record -> producer.send(new ProducerRecord<>(topic, key, record.value())));
            producer.commitTransaction();
        }
    }

    private Envelope envelope(long first, Block block) {
        return new Envelope(chain, first, "a test", Instant.EPOCH, block.ref());
    }
}
