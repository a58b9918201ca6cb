package io.chaintier.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chaintier.cli.FollowService;
import io.chaintier.config.Settings;
import io.chaintier.event.ChainId;
import io.chaintier.localchain.Anvil;
import io.chaintier.localchain.AnvilOptions;
import io.chaintier.localchain.AnvilProgram;
import io.chaintier.localchain.AnvilUnavailableException;
import io.chaintier.localchain.ChainRecorder;
import io.chaintier.localchain.RecordedBlock;
import io.chaintier.localchain.Traffic;
import io.chaintier.localchain.TrafficPlan;
import io.chaintier.localstack.ServerKind;
import io.chaintier.localstack.SharedStack;
import io.chaintier.localstack.junit.LocalStackTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real node is followed through reorganisations of many depths. Serves R1, R2, R12, B1, B2, B5; fault 55, 56. */
@LocalStackTest({ServerKind.KAFKA, ServerKind.REDIS, ServerKind.CASSANDRA})
@Timeout(600)
class FollowedChainIT {
    private static final long SEED = Long.getLong("chaintier.seed", 20_261_122L);
    private static final int BLOCKS = 200;
    private static final int DEEPEST = 10;
    private static final int SEARCHES = 300;
    private static final String ALL_TIERS = "memory,replica,primary";

    private final Set<String> published = new HashSet<>();
    private final SharedStack stack;

    @TempDir
    Path directory;

    private Anvil node;
    private ChainRecorder recorder;
    private Pipeline pipeline;
    private FollowService follow;

    FollowedChainIT(SharedStack stack) {
        this.stack = stack;
    }

    @Test
    void everyAnswerIsTheNodesOwnAfterReorganisationsAlsoWhileTheProducerWasDown() throws InterruptedException {
        System.out.println("seed " + SEED + " (-Dchaintier.seed)");
        long chainId = 1_000_000 + new Random().nextInt(1_000_000_000);
        try (Anvil anvil = start(AnvilOptions.in(directory).withChainId(chainId));
                Pipeline services = Pipeline.over(stack).startSinks()) {
            node = anvil;
            pipeline = services;
            recorder = new ChainRecorder(anvil.rpc());
            Traffic traffic = Traffic.start(anvil.rpc(), TrafficPlan.seeded(SEED));
            startFollowing();

            for (int depth = 1; depth <= DEEPEST; depth++) {
                mineUntil(traffic, BLOCKS * depth / DEEPEST);
                awaitEverything();
                if (depth % 3 == 0) {
                    reorganiseUnseen(traffic, depth);
                } else {
                    traffic.reorganise(depth);
                }
                awaitEverything();
            }

            ExpectedChain expected = expected();
            expected.compareWithMemory(pipeline.rpc("memory", chain()));
            for (String tier : List.of("replica", "primary", ALL_TIERS)) {
                expected.compareWith(pipeline.rpc(tier, chain()));
                compareTags(pipeline.rpc(tier, chain()));
            }
            compareLogs();
            follow.close();
            assertThat(recorder.abandoned()).hasSizeGreaterThan(40);
            assertThat(expected.compared()).isGreaterThan(4_000);
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

    private void startFollowing() throws InterruptedException {
        Map<String, String> settings = pipeline.asMap();
        settings.put("follow.behind.ms", "500");
        follow = FollowService.open(Settings.of(settings), node.http());
        follow.start();
    }

    private ChainId chain() {
        return follow.chain();
    }

    private void mineUntil(Traffic traffic, int number) {
        while (traffic.mineBlock() < number) {
            recorder.record();
        }
    }

    /** The producer sees neither the blocks that were abandoned meanwhile nor how the chain came to be what it is. */
    private void reorganiseUnseen(Traffic traffic, int depth) throws InterruptedException {
        follow.close();
        traffic.mineBlock();
        recorder.record();
        traffic.reorganise(depth);
        recorder.record();
        traffic.mineBlock();
        startFollowing();
    }

    /** Until all tiers are where the node is; what is canonical then was published. */
    private void awaitEverything() {
        recorder.record();
        JsonNode head = node.rpc().call("eth_getBlockByNumber", "latest", false).get("hash");
        for (String tier : List.of("memory", "replica", "primary")) {
            RpcClient rpc = pipeline.rpc(tier, chain());
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(50))
                    .alias(tier + " reaches the node's head " + head)
                    .until(() -> rpc.answer("eth_getBlockByNumber", "latest", false)
                            .path("result")
                            .path("hash")
                            .equals(head));
        }
        recorder.canonical().forEach(block -> published.add(block.hash()));
    }

    private ExpectedChain expected() {
        ExpectedChain expected = new ExpectedChain();
        recorder.blocks().stream()
                .filter(block -> published.contains(block.hash()))
                .forEach(block -> append(expected, block));
        recorder.canonical().forEach(block -> append(expected, block));
        expected.cutFrom(recorder.canonical().size());
        return expected;
    }

    private static void append(ExpectedChain expected, RecordedBlock block) {
        expected.append(block.block(), Optional.of(block.receipts()));
    }

    private void compareLogs() {
        LogComparison logs = new LogComparison(
                node.rpc(), recorder.blocks(), recorder.canonical().size() - 1, SEED);
        for (String tier : List.of("memory", "primary", "replica", ALL_TIERS)) {
            RpcClient gateway = pipeline.rpc(tier, chain());
            // The replica answers for what stood under a head some seconds ago.
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> gateway.answer("eth_getLogs", Map.of()).has("result"));
            logs.compare(gateway, SEARCHES);
        }
        assertThat(logs.found()).isGreaterThan(SEARCHES);
    }

    private void compareTags(RpcClient gateway) {
        for (String tag : List.of("earliest", "latest", "safe", "finalized")) {
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(gateway.result("eth_getBlockByNumber", tag, true))
                            .as(tag)
                            .isEqualTo(node.rpc().call("eth_getBlockByNumber", tag, true)));
        }
        for (String method : List.of("eth_blockNumber", "eth_chainId", "net_version")) {
            assertThat(gateway.result(method)).as(method).isEqualTo(node.rpc().call(method));
        }
    }
}
