package io.chaintier.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chaintier.cli.FollowService;
import io.chaintier.config.Settings;
import io.chaintier.e2e.RandomCalls.Question;
import io.chaintier.e2e.RpcClient.Call;
import io.chaintier.evm.EvmJson;
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
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
    private static final int CALLS = 4_000;

    /** Of the client libraries' calls: those that ask for an estimate, of which each answerer has its own. */
    private static final Set<String> ESTIMATES = Set.of("fees");

    private final SharedStack stack;

    private final long chainId = 1_000_000 + new Random().nextInt(1_000_000_000);
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
        node = start(AnvilOptions.in(directory).withChainId(chainId));
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
        for (String tier : List.of("memory", "replica", "primary")) {
            awaitTag(pipeline.rpc(tier, follow.chain()), "latest");
        }
        awaitTag(gateway, "finalized");
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
        List<Question> questions = new RandomCalls(new ChainWords(recorder.canonical(), random), random).next(CALLS);
        List<Call> calls = questions.stream().map(Question::call).toList();
        List<JsonNode> answers = gateway.answers(calls);

        AnswerComparison comparison = new AnswerComparison();
        comparison.compare(questions, new RpcClient(node.http()).answers(calls), answers);

        comparison.print();
        assertThat(comparison.unexplained().stream().limit(10))
                .as("seed %d", SEED)
                .isEmpty();
        assertThat(comparison.equal()).isGreaterThan(CALLS * 3 / 4);
        for (int i = 0; i < CALLS; i++) {
            JsonNode answer = answers.get(i);
            assertThat(answer.path("error").path("code").asInt() == -32602 && !KnownDifference.isNoRange(answer))
                    .as("%s is refused for its params", questions.get(i))
                    .isEqualTo(!questions.get(i).wellFormed());
        }
    }

    @Test
    void everyKnownDifferenceIsExplainedInTheDocs() throws IOException {
        String docs = Files.readString(Path.of(System.getProperty("chaintier.home"), "docs", "json-rpc.md"));

        assertThat(Arrays.stream(KnownDifference.values()).map(KnownDifference::inTheDocs))
                .allSatisfy(difference -> assertThat(docs).contains(difference));
    }

    /** R10, R11: a node that is not published from, on a branch of its own from block 3 on. */
    @Test
    void strayNodeIsShownWithItsFirstDifferingBlockUntilItIsForgotten(@TempDir Path folder) throws Exception {
        Path settings = settingsFile(folder);
        try (Anvil stray = start(AnvilOptions.in(folder).withChainId(chainId));
                ChildJvm report = new ChildJvm(
                        folder.resolve("report.log"),
                        List.of(
                                "produce",
                                "report",
                                "--rpc",
                                stray.http().toString(),
                                "--node",
                                "stray",
                                "-c",
                                settings.toString()))) {
            Traffic.start(stray.rpc(), TrafficPlan.seeded(SEED));
            stray.rpc().call("anvil_setBlockTimestampInterval", 7);
            for (int block = 3; block <= 7; block++) {
                stray.rpc().call("evm_mine");
            }
            report.start();

            JsonNode shown = await().atMost(Duration.ofSeconds(60))
                    .until(() -> nodes().path("stray"), found -> found.has("differsFrom"));

            assertThat(shown.get("differsFrom").toString()).isEqualTo("{\"atLeast\":\"0x3\",\"atMost\":\"0x3\"}");
            assertThat(shown.get("behind").asLong()).isGreaterThan(STEPS / 2);
            assertThat(shown.get("client").asText()).startsWith("anvil");
            assertThat(nodes().get("followed").get("remarks")).isEmpty();
            assertThat(nodes().get("followed").has("published")).isTrue();
            assertThat(report.terminate()).isZero();
        }

        String table = run(folder, "nodes", "--chain", follow.chain().toString(), "-c", settings.toString());
        assertThat(table)
                .containsPattern("followed +anvil.* publishes the chain, at block")
                .containsPattern("stray +anvil.* differs from the canonical chain from block 3 on");
        run(folder, "produce", "forget", "stray", "--chain", follow.chain().toString(), "-c", settings.toString());
        await().atMost(Duration.ofSeconds(60)).until(() -> !nodes().has("stray"));
    }

    /** What {@code chaintier_nodes} says, by the names of the nodes. */
    private JsonNode nodes() {
        ObjectNode byName = EvmJson.mapper().createObjectNode();
        gateway.result("chaintier_nodes")
                .get("nodes")
                .forEach(each -> byName.set(each.get("name").asText(), each));
        return byName;
    }

    private static String run(Path folder, String... command) throws Exception {
        Path log = folder.resolve(command[0] + ".log");
        try (ChildJvm child = new ChildJvm(log, List.of(command)).start()) {
            assertThat(child.ended(60_000)).as(String.join(" ", command)).isTrue();
            assertThat(child.exitCode()).as(Files.readString(log)).isZero();
        }
        return Files.readString(log);
    }

    private Path settingsFile(Path folder) throws IOException {
        Properties settings = new Properties();
        settings.putAll(pipeline.asMap());
        Path file = folder.resolve("chaintier.properties");
        try (Writer out = Files.newBufferedWriter(file)) {
            settings.store(out, "of the pipeline under test");
        }
        return file;
    }

    @Test
    void web3jFindsWhatItFindsOnTheNode() throws IOException {
        ClientCalls about = ClientCalls.about(recorder.canonical());

        Map<String, Object> expected = Web3jCalls.answers(node.http(), about);

        assertThat(expected).hasSizeGreaterThan(15);
        assertThat(Web3jCalls.answers(gateway.uri(), about))
                .usingRecursiveComparison()
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ethers", "viem"})
    void clientLibraryFindsWhatItFindsOnTheNode(String library) throws Exception {
        NpmClients clients = NpmClients.installed();
        String questions = ClientCalls.about(recorder.canonical()).json().toString();

        JsonNode expected = clients.run(library, node.http(), questions).get();
        JsonNode found = clients.run(library, gateway.uri(), questions).get();

        assertThat(names(expected)).hasSizeGreaterThan(14).isEqualTo(names(found));
        names(expected).stream()
                .filter(name -> !ESTIMATES.contains(name))
                .forEach(name ->
                        assertThat(found.get(name)).as("%s: %s", library, name).isEqualTo(expected.get(name)));
        assertThat(expected.findValuesAsText("failed")).as(library).hasSizeLessThan(5);
    }

    @ParameterizedTest
    @CsvSource({"ethers,http", "ethers,ws", "viem,http", "viem,ws"})
    void clientLibraryHearsOfEveryNewBlock(String library, String scheme) throws Exception {
        URI url = URI.create(gateway.uri().toString().replaceFirst("http", scheme));
        CompletableFuture<JsonNode> watching = NpmClients.installed().run(library, url, "watch", "5");

        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(300))
                .until(() -> {
                    node.rpc().call("evm_mine");
                    return watching.isDone();
                });

        List<String> heard = new ArrayList<>();
        watching.get().forEach(hash -> heard.add(hash.asText()));
        long first = Long.decode(node.rpc()
                .call("eth_getBlockByHash", heard.get(0), false)
                .get("number")
                .asText());
        List<String> expected = LongStream.range(first, first + 5)
                .mapToObj(number -> node.rpc().call("eth_getBlockByNumber", ChainWords.quantity(number), false))
                .map(block -> block.get("hash").asText())
                .toList();
        assertThat(heard).isEqualTo(expected);
    }

    private static List<String> names(JsonNode answers) {
        List<String> names = new ArrayList<>();
        answers.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private void awaitTag(RpcClient reader, String tag) {
        JsonNode block = node.rpc().call("eth_getBlockByNumber", tag, false);
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(50))
                .alias("the gateway reaches the node's " + tag)
                .until(() -> reader.answer("eth_getBlockByNumber", tag, false)
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
