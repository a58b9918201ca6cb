package io.chaintier.gateway.cases;

import static org.assertj.core.api.Assertions.assertThat;

import io.chaintier.config.Settings;
import io.chaintier.diskstore.CassandraChainWriter;
import io.chaintier.diskstore.CassandraConfig;
import io.chaintier.gateway.Gateway;
import io.chaintier.gateway.GatewayService;
import io.chaintier.gateway.RpcClient;
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
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * B2: all case files, over a real Redis and each datacenter of a real Cassandra, each alone. Redis is one of its own,
 * for the names of the chains are part of the cases.
 */
@LocalStackTest(ServerKind.CASSANDRA)
class CasesIT {
    private static final Map<Tier, Gateway> GATEWAYS = new EnumMap<>(Tier.class);

    private static LocalStack redis;

    @BeforeAll
    static void start(SharedStack shared) {
        redis = LocalStack.start(StackOptions.inTemporaryDirectory()
                .withServers(ServerKind.REDIS)
                .withPorts(StackPorts.FREE)
                .withRedisConfig("save \"\"", "appendonly no"));
        Map<String, String> stores = Map.of(
                "redis.uri",
                "redis://" + address(redis.redis().address()),
                "cassandra.contact.points",
                address(shared.cassandra(Datacenter.PRIMARY)),
                "cassandra.replica.contact.points",
                address(shared.cassandra(Datacenter.REPLICA)),
                "disk.replica.quiet.ms",
                "-1",
                "gateway.replica.budget.ms",
                "10000",
                "disk.keyspace.prefix",
                shared.uniqueName("cases"),
                "memory.window.blocks",
                "100000000");
        fill(new RedisChainWriter(RedisConfig.from(Settings.of(stores))));
        fill(new CassandraChainWriter(CassandraConfig.from(Settings.of(stores))));
        for (Tier tier : Tier.values()) {
            Map<String, String> settings = new HashMap<>(stores);
            settings.put("gateway.port", "0");
            settings.put("gateway.tiers", tier.toString());
            GATEWAYS.put(tier, GatewayService.start(Settings.of(settings)));
        }
    }

    @AfterAll
    static void stop() {
        GATEWAYS.values().forEach(Gateway::close);
        if (redis != null) {
            redis.close();
        }
    }

    @TestFactory
    Stream<DynamicNode> everyCaseIsAnsweredAsItsFileSays() {
        return GATEWAYS.entrySet().stream().map(each -> {
            RpcClient client = new RpcClient(each.getValue().port());
            awaitHead(client, "/eip155:31337", "0x31");
            awaitHead(client, "/eip155:1", "0xf4271");
            awaitLogs(client, "/eip155:31337");
            return DynamicContainer.dynamicContainer(
                    each.getKey().toString(), new CaseRunner(each.getKey(), client).tests());
        });
    }

    /** The replica is a little behind the primary that was written to. */
    private static void awaitHead(RpcClient client, String path, String head) {
        Awaitility.await()
                .untilAsserted(() -> assertThat(client.callAt(path, "eth_getBlockByNumber", "latest", true)
                                .json()
                                .at("/result/number")
                                .asText())
                        .isEqualTo(head));
    }

    /** Of logs the replica answers up to a head that it has had for some seconds. */
    private static void awaitLogs(RpcClient client, String path) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(client.callAt(path, "eth_getLogs", Map.of())
                                .json()
                                .has("result"))
                        .isTrue());
    }

    private static void fill(ChainWriter store) {
        try (store) {
            assertThat(store.apply(CaseChains.events())).containsOnly(Outcome.STORED);
        }
    }

    private static String address(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }
}
