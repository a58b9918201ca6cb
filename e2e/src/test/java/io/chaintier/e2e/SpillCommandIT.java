package io.chaintier.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chaintier.config.Settings;
import io.chaintier.event.ChainId;
import io.chaintier.localstack.LocalStack;
import io.chaintier.localstack.StackOptions;
import io.chaintier.topics.KafkaClients;
import io.chaintier.topics.TopicSetup;
import io.chaintier.topics.TopicsConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A sink whose store is down is watched, stopped, and its folder brought into the store by hand. Serves R3, R4, C5, C7,
 * B4.
 */
@Timeout(300)
class SpillCommandIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern ADDRESS = Pattern.compile("status at (http://\\S+)");
    private static final int DONE = 0;
    private static final int RESTART_MAY_HELP = 1;
    private static final int RESTART_WILL_NOT_HELP = 2;
    private static final ChainId ROPSTEN = ChainId.parse("eip155:3");
    private static final int RECORDS = 7;

    /** Of this class alone: what a tier has here, this test has brought there. */
    private static LocalStack stack;

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path directory;

    @BeforeAll
    static void start() throws InterruptedException {
        stack = LocalStack.start(StackOptions.inTemporaryDirectory());
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @ParameterizedTest
    @CsvSource({"memory, memory, redis.uri, redis://127.0.0.1:1", "disk, primary, cassandra.contact.points, 127.0.0.1:1"
    })
    void whatASinkThatIsGoneHasLeftIsBroughtIntoItsStore(String sink, String tier, String address, String nobody)
            throws Exception {
        ExpectedChain expected = new ExpectedChain();
        SampleData.lines(blocks()).forEach(line -> expected.append(line.block(), line.receipts()));
        String folder = directory.resolve("spill").resolve(sink).toString();
        try (Pipeline pipeline = Pipeline.over(stack)) {
            Map<String, String> settings = settings(pipeline, sink);
            produce(settings);
            Map<String, String> outage = new HashMap<>(settings);
            outage.put(address, nobody);

            spillEverything(sink, outage);

            assertThat(run("spill", "verify", "--dir", folder)).isEqualTo(DONE);
            assertThat(run(settings, "spill", "drain", "--dry-run", "--dir", folder))
                    .isEqualTo(DONE);
            assertThat(log()).contains("would bring ").contains("into the " + sink + " store");
            assertThat(run(outage, "spill", "drain", "--dir", folder)).isEqualTo(RESTART_MAY_HELP);
            assertThat(log()).contains("the " + sink + " store does not answer");

            assertThat(run(settings, "spill", "drain", "--dir", folder)).isEqualTo(DONE);

            assertThat(log()).contains("still in it     0 records");
            expected.compareWith(pipeline.rpc(tier, ROPSTEN));
            assertThat(expected.compared()).isPositive();
            assertThat(run(settings, "spill", "drain", "--dir", folder)).isEqualTo(DONE);
            assertThat(log()).contains("there is nothing to drain");
        }
    }

    @Test
    void recordsOfATopicThatWasMadeAnewAreNotDrained() throws Exception {
        String folder = directory.resolve("spill").resolve("memory").toString();
        try (Pipeline pipeline = Pipeline.over(stack)) {
            Map<String, String> settings = settings(pipeline, "anew");
            produce(settings);
            Map<String, String> outage = new HashMap<>(settings);
            outage.put("redis.uri", "redis://127.0.0.1:1");
            spillEverything("memory", outage);

            makeAnew(settings);

            assertThat(run(settings, "spill", "drain", "--dir", folder)).isEqualTo(RESTART_WILL_NOT_HELP);
            assertThat(log()).contains("the folder is another's: its blocks.topic.id is ");
        }
    }

    private static Path blocks() {
        return SampleData.directory().resolve("ropsten-10991-468179-old-geth.ndjson");
    }

    private Map<String, String> settings(Pipeline pipeline, String test) {
        Map<String, String> settings = pipeline.asMap();
        settings.put("topics.blocks", test + ".blocks");
        settings.put("topics.state", test + ".state");
        settings.put("sink.group.prefix", test + "-");
        settings.put("sink.spill.dir", directory.resolve("spill").toString());
        settings.put("sink.spill.min.free.bytes", "0");
        return settings;
    }

    private void produce(Map<String, String> settings) throws Exception {
        assertThat(run(settings, "produce", "import", blocks().toString(), "--chain", ROPSTEN.toString()))
                .as(log())
                .isEqualTo(DONE);
    }

    private static void makeAnew(Map<String, String> settings) throws Exception {
        Settings all = Settings.of(settings);
        try (Admin admin = KafkaClients.from(all).admin()) {
            admin.deleteTopics(List.of(settings.get("topics.blocks"))).all().get();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> !admin.listTopics().names().get().contains(settings.get("topics.blocks")));
            new TopicSetup(admin, TopicsConfig.from(all)).ensure(0);
        }
    }

    /** The sink as a process, until all of the topic is in its file. */
    private void spillEverything(String sink, Map<String, String> settings) throws Exception {
        try (ChildJvm process = new ChildJvm(directory.resolve("sink.log"), arguments(settings, "sink", sink))) {
            process.start();
            URI status = addressOf(directory.resolve("sink.log"));
            await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> {
                JsonNode json = JSON.readTree(get(status.resolve("/status")).body());
                assertThat(json.get("state").asText()).isEqualTo("SPILLING");
                assertThat(json.at("/file/frames").asLong()).isGreaterThanOrEqualTo(RECORDS);
                assertThat(json.get("lagRecords").asLong()).isZero();
            });

            assertThat(get(status.resolve("/health/ready")).statusCode()).isEqualTo(200);
            assertThat(get(status.resolve("/metrics")).body())
                    .contains("chaintier_sink_state{sink=\"" + sink + "\",state=\"SPILLING\"} 1.0");
            assertThat(process.terminate())
                    .as("exit code of the sink after SIGTERM:%n%s", Files.readString(directory.resolve("sink.log")))
                    .isEqualTo(DONE);
        }
    }

    private static URI addressOf(Path log) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> Files.exists(log)
                        && ADDRESS.matcher(Files.readString(log)).find());
        try {
            Matcher address = ADDRESS.matcher(Files.readString(log));
            assertThat(address.find()).isTrue();
            return URI.create(address.group(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    private int run(Map<String, String> settings, String... command) throws Exception {
        return run(arguments(settings, command).toArray(String[]::new));
    }

    private int run(String... command) throws Exception {
        try (ChildJvm process = new ChildJvm(directory.resolve("commands.log"), List.of(command))) {
            process.start();
            assertThat(process.ended(120_000)).as("ends: %s", List.of(command)).isTrue();
            return process.exitCode();
        }
    }

    private List<String> arguments(Map<String, String> settings, String... command) throws IOException {
        Path file = directory.resolve("chaintier.properties");
        Files.writeString(
                file,
                settings.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
                        .collect(Collectors.joining()));
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of("--config", file.toString()));
        return arguments;
    }

    private String log() throws IOException {
        return Files.readString(directory.resolve("commands.log"), UTF_8);
    }
}
