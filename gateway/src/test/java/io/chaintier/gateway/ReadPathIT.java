package io.chaintier.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chaintier.config.Settings;
import io.chaintier.diskstore.CassandraChainWriter;
import io.chaintier.diskstore.CassandraConfig;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.gateway.RealBlocks.Sample;
import io.chaintier.gateway.RpcClient.Response;
import io.chaintier.gateway.read.Tier;
import io.chaintier.localstack.Datacenter;
import io.chaintier.localstack.LocalStack;
import io.chaintier.localstack.ServerKind;
import io.chaintier.localstack.SharedStack;
import io.chaintier.localstack.StackOptions;
import io.chaintier.localstack.StackPorts;
import io.chaintier.localstack.junit.LocalStackTest;
import io.chaintier.memorystore.RedisChainWriter;
import io.chaintier.memorystore.RedisConfig;
import io.chaintier.store.ChainWriter;
import io.chaintier.store.Outcome;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The gateway over a real Redis and both datacenters of a real Cassandra. */
@LocalStackTest({ServerKind.REDIS, ServerKind.CASSANDRA})
class ReadPathIT {
    private static final String NOBODY_LISTENS = "127.0.0.1:1";
    private static final int TRANSACTIONS_OF_A_BLOCK = 10;

    private static Map<String, String> stores;
    private static CassandraConfig cassandra;

    private final ChainId chain = new ChainId("eip155", Integer.toString(1_000_000 + new Random().nextInt(1 << 30)));

    @BeforeAll
    static void chooseStores(SharedStack stack) {
        stores = Map.of(
                "redis.uri",
                "redis://" + address(stack.redis()),
                "cassandra.contact.points",
                address(stack.cassandra(Datacenter.PRIMARY)),
                "cassandra.replica.contact.points",
                address(stack.cassandra(Datacenter.REPLICA)),
                "disk.replica.quiet.ms",
                "-1",
                "gateway.replica.budget.ms",
                "10000",
                "disk.keyspace.prefix",
                stack.uniqueName("gw"),
                "memory.window.blocks",
                "100000000");
        cassandra = CassandraConfig.from(Settings.of(stores));
    }

    @ParameterizedTest
    @EnumSource(Tier.class)
    void eachTierAloneGivesEveryObjectBackAsItCame(Tier tier) {
        List<Sample> samples = RealBlocks.of("mainnet-14764013-22431084-some.ndjson.gz");
        List<ChainEvent> events = RealBlocks.events(chain, samples);
        writeToMemory(stores, events);
        writeToDisk(events);
        try (Gateway gateway = gateway("gateway.tiers", tier.toString())) {
            RpcClient client = new RpcClient(gateway.port());
            String top = samples.get(samples.size() - 1).json().get("number").asText();
            await().untilAsserted(() -> assertThat(
                            client.call("eth_blockNumber").json().path("result").asText())
                    .isEqualTo(top));

            for (Sample sample : samples) {
                NodeAnswers.check(client, sample, TRANSACTIONS_OF_A_BLOCK);
            }
            assertThat(client.call("eth_getBlockByNumber", "latest", false).tiers())
                    .isEqualTo(tier.toString());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Tier.class,
            names = {"MEMORY", "PRIMARY"})
    void eachTierAloneFindsTheLogsOfRealBlocksThatLookingAtAllOfThemFinds(Tier tier) {
        List<Sample> samples = RealBlocks.of("mainnet-12579670-12625121-many-logs.ndjson.gz");
        List<ChainEvent> events = RealBlocks.events(chain, samples);
        writeToMemory(stores, events);
        writeToDisk(events);
        try (Gateway gateway = gateway("gateway.tiers", tier.toString())) {
            RealLogs logs = new RealLogs(new RpcClient(gateway.port()), samples);

            logs.compareInEachBlock(12);
            if (tier.isDisk()) {
                logs.compareAcrossBlocks(20);
            }

            assertThat(logs.found()).isGreaterThan(1_000);
        }
    }

    @Test
    void whatDiskAnsweredIsInMemoryForTheNextRead() {
        List<Sample> samples = RealBlocks.of("mainnet-1000001-1000010.ndjson");
        List<ChainEvent> events = RealBlocks.events(chain, samples);
        writeToDisk(events);
        writeToMemory(stores, events.subList(events.size() - 1, events.size()));
        Sample sample = withTransactions(samples);
        String hash = sample.json().get("hash").asText();
        try (Gateway gateway = gateway()) {
            RpcClient client = new RpcClient(gateway.port());
            Response first = client.call("eth_getBlockByHash", hash, true);
            assertThat(first.tiers()).isIn("replica", "primary");

            await().untilAsserted(() -> assertThat(
                            client.call("eth_getBlockByHash", hash, true).tiers())
                    .isEqualTo("memory"));

            NodeAnswers.check(client, sample, TRANSACTIONS_OF_A_BLOCK);
            Response receipts = client.call("eth_getBlockReceipts", hash);
            assertThat(receipts.tiers()).isEqualTo("memory");
            String number = sample.json().get("number").asText();
            assertThat(client.call("eth_getBlockByNumber", number, true).tiers())
                    .isEqualTo("memory");
            String transaction = sample.json().at("/transactions/0/hash").asText();
            assertThat(client.call("eth_getTransactionReceipt", transaction).tiers())
                    .isEqualTo("memory");
        }
    }

    @Test
    void aReplicaThatIsDownIsMadeUpForByThePrimary() {
        List<Sample> samples = RealBlocks.of("mainnet-1000001-1000010.ndjson");
        writeToDisk(RealBlocks.events(chain, samples));
        Sample sample = withTransactions(samples);
        try (Gateway gateway =
                gateway("gateway.tiers", "replica,primary", "cassandra.replica.contact.points", NOBODY_LISTENS)) {
            RpcClient client = new RpcClient(gateway.port());

            NodeAnswers.check(client, sample, TRANSACTIONS_OF_A_BLOCK);
            assertThat(client.call("eth_getBlockByNumber", "latest", true).tiers())
                    .isEqualTo("primary");
            assertThat(client.call("eth_getTransactionByHash", "0x" + "cd".repeat(32))
                            .result()
                            .isNull())
                    .isTrue();
        }
    }

    @Test
    void aMemoryThatIsKilledAndComesBackEmptyIsMadeUpForByDisk() {
        List<Sample> samples = RealBlocks.of("mainnet-1000001-1000010.ndjson");
        List<ChainEvent> events = RealBlocks.events(chain, samples);
        writeToDisk(events);
        try (LocalStack own = LocalStack.start(StackOptions.inTemporaryDirectory()
                        .withServers(ServerKind.REDIS)
                        .withPorts(StackPorts.FREE)
                        .withRedisConfig("save \"\"", "appendonly no"));
                Gateway gateway =
                        gateway("redis.uri", "redis://" + address(own.redis().address()))) {
            writeToMemory(Map.of("redis.uri", "redis://" + address(own.redis().address())), events);
            RpcClient client = new RpcClient(gateway.port());
            assertThat(client.call("eth_blockNumber").tiers()).isEqualTo("memory");

            own.redis().kill();

            Response head = client.call("eth_blockNumber");
            assertThat(head.tiers()).isIn("replica", "primary");
            NodeAnswers.check(client, withTransactions(samples), TRANSACTIONS_OF_A_BLOCK);

            own.redis().start();
            own.redis().awaitReady();

            String hash = samples.get(0).json().get("hash").asText();
            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(client.call("eth_getBlockByHash", hash, false)
                                    .tiers())
                            .isEqualTo("memory"));
            samples.forEach(sample -> NodeAnswers.check(client, sample, TRANSACTIONS_OF_A_BLOCK));
        }
    }

    private Gateway gateway(String... more) {
        Map<String, String> settings = new HashMap<>(stores);
        settings.put("gateway.port", "0");
        settings.put("gateway.chains", chain.toString());
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return GatewayService.start(Settings.of(settings));
    }

    private static void writeToMemory(Map<String, String> settings, List<ChainEvent> events) {
        try (ChainWriter writer = new RedisChainWriter(RedisConfig.from(Settings.of(settings)))) {
            assertThat(writer.apply(events)).containsOnly(Outcome.STORED);
        }
    }

    private static void writeToDisk(List<ChainEvent> events) {
        try (ChainWriter writer = new CassandraChainWriter(cassandra)) {
            assertThat(writer.apply(events)).containsOnly(Outcome.STORED);
        }
    }

    private static Sample withTransactions(List<Sample> samples) {
        return samples.stream()
                .filter(sample -> !sample.block().transactions().isEmpty())
                .findFirst()
                .orElseThrow();
    }

    private static String address(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }
}
