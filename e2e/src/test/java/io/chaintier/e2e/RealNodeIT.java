package io.chaintier.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chaintier.cli.FollowService;
import io.chaintier.config.Settings;
import io.chaintier.e2e.RpcClient.Call;
import io.chaintier.localchain.Anvil;
import io.chaintier.localchain.AnvilOptions;
import io.chaintier.localchain.AnvilProgram;
import io.chaintier.localchain.AnvilUnavailableException;
import io.chaintier.localchain.ChainRecorder;
import io.chaintier.localchain.Traffic;
import io.chaintier.localchain.TrafficPlan;
import io.chaintier.localstack.ServerKind;
import io.chaintier.localstack.SharedStack;
import io.chaintier.localstack.junit.LocalStackTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The gateway beside the node whose chain it serves: both are asked the same, and answer the same (B2). The chain has
 * contract events, failing transactions and reorganisations, and stands still while it is asked for.
 */
@LocalStackTest({ServerKind.KAFKA, ServerKind.REDIS, ServerKind.CASSANDRA})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class RealNodeIT {
    private static final long SEED = Long.getLong("chaintier.seed", System.nanoTime());
    private static final int STEPS = 90;
    private static final int CALLS = 6_000;

    private final SharedStack stack;

    private Anvil node;
    private Pipeline pipeline;
    private FollowService follow;
    private ChainRecorder recorder;
    private RpcClient gateway;

    RealNodeIT(SharedStack stack) {
        this.stack = stack;
    }

    @BeforeAll
    void followTheNode(@TempDir Path directory) throws InterruptedException {
        System.out.println("seed " + SEED + " (-Dchaintier.seed)");
        node = start(AnvilOptions.in(directory).withChainId(1_000_000 + new Random().nextInt(1_000_000_000)));
        recorder = new ChainRecorder(node.rpc());
        pipeline = Pipeline.over(stack).startSinks();
        Map<String, String> settings = pipeline.asMap();
        settings.put("node.name", "followed");
        follow = FollowService.open(Settings.of(settings), node.http());
        follow.start();
        Traffic traffic = Traffic.start(node.rpc(), TrafficPlan.seeded(SEED));
        for (int step = 0; step < STEPS; step++) {
            traffic.step();
        }
        recorder.record();
        gateway = pipeline.rpc("memory,replica,primary", follow.chain());
        awaitTag("latest");
        awaitTag("finalized");
    }

    @AfterAll
    void stop() {
        if (follow != null) {
            follow.close();
        }
        if (pipeline != null) {
            pipeline.close();
        }
        if (node != null) {
            node.close();
        }
    }

    @Test
    void thousandsOfRandomCallsAreAnsweredAsTheNodeAnswersThem() {
        Random random = new Random(SEED);
        List<Call> calls = new RandomCalls(new ChainWords(recorder.canonical(), random), random).next(CALLS);

        AnswerComparison comparison = new AnswerComparison();
        comparison.compare(calls, new RpcClient(node.http()).answers(calls), gateway.answers(calls));

        comparison.print();
        assertThat(comparison.unexplained()).as("seed %d", SEED).isEmpty();
        assertThat(comparison.equal()).isGreaterThan(CALLS / 2);
    }

    private void awaitTag(String tag) {
        JsonNode block = node.rpc().call("eth_getBlockByNumber", tag, false);
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .alias("the gateway reaches the node's " + tag)
                .until(() -> gateway.answer("eth_getBlockByNumber", tag, false)
                        .path("result")
                        .equals(block));
    }

    private static Anvil start(AnvilOptions options) {
        try {
            return AnvilProgram.installed().start(options);
        } catch (AnvilUnavailableException e) {
            Assumptions.abort("skipped, a real node cannot run here: " + e.getMessage());
            throw e;
        }
    }
}
