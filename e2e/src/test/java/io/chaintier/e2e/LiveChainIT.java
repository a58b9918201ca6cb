package io.chaintier.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chaintier.cli.FollowService;
import io.chaintier.config.Settings;
import io.chaintier.localchain.Anvil;
import io.chaintier.localchain.AnvilOptions;
import io.chaintier.localchain.AnvilProgram;
import io.chaintier.localchain.AnvilUnavailableException;
import io.chaintier.localchain.Traffic;
import io.chaintier.localchain.TrafficPlan;
import io.chaintier.localstack.ServerKind;
import io.chaintier.localstack.SharedStack;
import io.chaintier.localstack.junit.LocalStackTest;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who listens to the gateway sees the chain as its node has it, through reorganisations. Serves B1, B2, I5, I7. */
@LocalStackTest({ServerKind.KAFKA, ServerKind.REDIS, ServerKind.CASSANDRA})
@Timeout(300)
class LiveChainIT {
    private static final long SEED = Long.getLong("chaintier.seed", 20_261_124L);
    private static final int ROUNDS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final SharedStack stack;
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();

    @TempDir
    Path directory;

    LiveChainIT(SharedStack stack) {
        this.stack = stack;
    }

    @Test
    void subscriptionsAndFiltersGiveTheChainAndItsLogsAsTheNodeHasThemAfterReorganisations() throws Exception {
        System.out.println("seed " + SEED + " (-Dchaintier.seed)");
        long chainId = 1_000_000 + new Random().nextInt(1_000_000_000);
        try (Anvil node = start(AnvilOptions.in(directory).withChainId(chainId));
                Pipeline pipeline = Pipeline.over(stack).startSinks()) {
            Traffic traffic = Traffic.start(node.rpc(), TrafficPlan.seeded(SEED));
            Map<String, String> settings = pipeline.asMap();
            settings.put("follow.behind.ms", "500");
            FollowService follow = FollowService.open(Settings.of(settings), node.http());
            follow.start();
            RpcClient gateway = pipeline.rpc("memory,replica,primary", follow.chain());
            JsonNode first = awaitHead(node, gateway);
            URI webSocket = URI.create(gateway.uri().toString().replaceFirst("http", "ws"));
            Heads heads = new Heads(gateway, first);
            Logs logs = new Logs();
            Logs polled = new Logs();
            List<String> hashes = new ArrayList<>();
            try (Listener listener = new Listener(webSocket);
                    Listener ofNode = new Listener(node.webSocket())) {
                Map<String, JsonNode> nodesHeaders = new ConcurrentHashMap<>();
                ofNode.subscribe(header -> nodesHeaders.put(header.get("hash").asText(), header), "newHeads");
                listener.subscribe(heads::told, "newHeads");
                listener.subscribe(logs::told, "logs", Map.of());
                String logFilter = gateway.result("eth_newFilter", Map.of()).asText();
                String blockFilter = gateway.result("eth_newBlockFilter").asText();

                for (int round = 1; round <= ROUNDS; round++) {
                    for (int block = 0; block < 5; block++) {
                        traffic.mineBlock();
                    }
                    traffic.reorganise(1 + round % 4);
                    awaitHead(node, gateway);
                    gateway.result("eth_getFilterChanges", logFilter).forEach(polled::told);
                    gateway.result("eth_getFilterChanges", blockFilter).forEach(hash -> hashes.add(hash.asText()));
                }
                traffic.mineBlock();
                JsonNode last = awaitHead(node, gateway);

                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(heads.newest()).isEqualTo(last.get("hash")));
                List<JsonNode> expected = logsOf(node, first, last);
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(logs.inOrder()).isEqualTo(expected));
                await().atMost(PATIENCE).untilAsserted(() -> {
                    gateway.result("eth_getFilterChanges", logFilter).forEach(polled::told);
                    assertThat(polled.inOrder()).isEqualTo(expected);
                });
                gateway.result("eth_getFilterChanges", blockFilter).forEach(hash -> hashes.add(hash.asText()));
                assertThat(hashes).isEqualTo(heads.hashes());
                assertThat(listener.closed()).isEmpty();
                assertThat(faults).isEmpty();
                assertThat(logs.removed()).isPositive();
                heads.compareWith(node, nodesHeaders);
            }
            follow.close();
        }
    }

    private static Anvil start(AnvilOptions options) {
        try {
            return AnvilProgram.installed().start(options);
        } catch (AnvilUnavailableException e) {
            Assumptions.abort("skipped, a real node cannot run here: " + e.getMessage());
            throw e;
        }
    }

    /** Until the gateway is where the node is. */
    private static JsonNode awaitHead(Anvil node, RpcClient gateway) {
        JsonNode head = node.rpc().call("eth_getBlockByNumber", "latest", false);
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> gateway.answer("eth_getBlockByNumber", "latest", false)
                        .path("result")
                        .path("hash")
                        .equals(head.get("hash")));
        return head;
    }

    private static List<JsonNode> logsOf(Anvil node, JsonNode behind, JsonNode last) {
        String from = "0x" + Long.toHexString(number(behind) + 1);
        JsonNode logs = node.rpc()
                .call(
                        "eth_getLogs",
                        Map.of("fromBlock", from, "toBlock", last.get("number").asText()));
        List<JsonNode> all = new ArrayList<>();
        logs.forEach(all::add);
        return all;
    }

    private static long number(JsonNode block) {
        return Long.decode(block.get("number").asText());
    }

    /** The chain that who is told of heads has: each stands on one told before. */
    private final class Heads {
        private final RpcClient gateway;
        private final NavigableMap<Long, JsonNode> chain = new ConcurrentSkipListMap<>();
        private final List<String> told = new ArrayList<>();

        Heads(RpcClient gateway, JsonNode first) {
            this.gateway = gateway;
            chain.put(number(first), first);
        }

        synchronized void told(JsonNode header) {
            long number = number(header);
            String hash = header.get("hash").asText();
            JsonNode below = chain.get(number - 1);
            if (below == null || !below.get("hash").equals(header.get("parentHash"))) {
                faults.add("head " + header + " does not stand on " + below);
            }
            if (gateway.answer("eth_getBlockByHash", hash, false).path("result").isNull()) {
                faults.add("head " + hash + " was told and is not found");
            }
            chain.tailMap(number, true).clear();
            chain.put(number, header);
            told.add(hash);
        }

        JsonNode newest() {
            return chain.lastEntry().getValue().get("hash");
        }

        synchronized List<String> hashes() {
            return List.copyOf(told);
        }

        /** Every head the node has told too is the same, but for what only one of them gives. */
        void compareWith(Anvil node, Map<String, JsonNode> nodesHeaders) {
            int compared = 0;
            for (JsonNode header : chain.tailMap(chain.firstKey(), false).values()) {
                JsonNode block =
                        node.rpc().call("eth_getBlockByHash", header.get("hash").asText(), false);
                JsonNode told = nodesHeaders.get(header.get("hash").asText());
                for (Map.Entry<String, JsonNode> field : header.properties()) {
                    assertThat(field.getValue()).as(field.getKey()).isEqualTo(block.get(field.getKey()));
                    if (told != null && told.hasNonNull(field.getKey())) {
                        assertThat(field.getValue()).as(field.getKey()).isEqualTo(told.get(field.getKey()));
                        compared++;
                    }
                }
            }
            assertThat(compared).isGreaterThan(100);
        }
    }

    /** The logs that who is told of them has: those removed are taken away again. */
    private final class Logs {
        private final Map<String, JsonNode> present = new TreeMap<>();
        private int removed;

        synchronized void told(JsonNode log) {
            String key = String.format(
                    "%016x %016x %s",
                    Long.decode(log.get("blockNumber").asText()),
                    Long.decode(log.get("logIndex").asText()),
                    log.get("blockHash").asText());
            if (log.get("removed").booleanValue()) {
                removed++;
                if (present.remove(key) == null) {
                    faults.add("log was removed that was not there: " + log);
                }
            } else if (present.put(key, log) != null) {
                faults.add("log was told twice: " + log);
            }
        }

        synchronized List<JsonNode> inOrder() {
            Collection<JsonNode> all = present.values();
            return List.copyOf(all);
        }

        synchronized int removed() {
            return removed;
        }
    }
}
