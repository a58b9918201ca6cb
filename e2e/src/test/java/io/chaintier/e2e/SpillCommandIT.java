package io.chaintier.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chaintier.event.ChainId;
import io.chaintier.localstack.ServerKind;
import io.chaintier.localstack.SharedStack;
import io.chaintier.localstack.junit.LocalStackTest;
import io.chaintier.topics.KafkaClients;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A sink whose store is down is watched, stopped, and its folder brought into the store by hand. Serves R3, R4, C5, C7,
 * B4.
 */
@LocalStackTest({ServerKind.KAFKA, ServerKind.REDIS, ServerKind.CASSANDRA})
@Timeout(300)
class SpillCommandIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern ADDRESS = Pattern.compile("status at (http://\\S+)");
    private static final int DONE = 0;
    private static final int RESTART_WILL_NOT_HELP = 2;

    private final SharedStack stack;
    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path directory;

    SpillCommandIT(SharedStack stack) {
        this.stack = stack;
    }

    @ParameterizedTest
    @CsvSource({"memory, memory, redis.uri, redis://127.0.0.1:1", "disk, primary, cassandra.contact.points, 127.0.0.1:1"
    })
    void whatASinkThatIsGoneHasLeftIsBroughtIntoItsStore(String sink, String tier, String address, String nobody)
            throws Exception {
        // Chains are shared in Redis, so each sink has one that nobody else uses.
        ChainId chain = new ChainId("eip155", sink.equals("memory") ? "930001" : "930002");
        Path file = SampleData.directory().resolve("ropsten-10991-468179-old-geth.ndjson");
        ExpectedChain expected = new ExpectedChain();
        SampleData.lines(file).forEach(line -> expected.append(line.block(), line.receipts()));
        Path folder = directory.resolve("spill").resolve(sink);
        try (Pipeline pipeline = Pipeline.over(stack)) {
            if (sink.equals("disk")) {
                makeTheTables(pipeline);
            }
            pipeline.importFiles(chain, List.of(file));
            Map<String, String> settings = pipeline.asMap();
            settings.put("sink.spill.dir", directory.resolve("spill").toString());
            settings.put("sink.spill.min.free.bytes", "0");
            Map<String, String> outage = new HashMap<>(settings);
            outage.put(address, nobody);

            spillEverything(sink, outage);

            assertThat(run(settings, "spill", "verify", "--dir", folder.toString()))
                    .isEqualTo(DONE);
            assertThat(run(settings, "spill", "drain", "--dry-run", "--dir", folder.toString()))
                    .isEqualTo(DONE);
            assertThat(log()).contains("would bring ").contains("into the " + sink + " store");

            assertThat(run(settings, "spill", "drain", "--dir", folder.toString()))
                    .isEqualTo(DONE);

            assertThat(log()).contains("still in it     0 records");
            expected.compareWith(pipeline.rpc(tier, chain));
            assertThat(expected.compared()).isPositive();
            assertThat(run(settings, "spill", "drain", "--dir", folder.toString()))
                    .isEqualTo(DONE);
            assertThat(log()).contains("there is nothing to drain");
        }
    }

    @Test
    void recordsOfATopicThatWasMadeAnewAreNotDrained() throws Exception {
        ChainId chain = new ChainId("eip155", "930003");
        Path file = SampleData.directory().resolve("ropsten-10991-468179-old-geth.ndjson");
        Path folder = directory.resolve("spill").resolve("memory");
        try (Pipeline pipeline = Pipeline.over(stack)) {
            pipeline.importFiles(chain, List.of(file));
            Map<String, String> settings = pipeline.asMap();
            settings.put("sink.spill.dir", directory.resolve("spill").toString());
            settings.put("sink.spill.min.free.bytes", "0");
            settings.put("redis.uri", "redis://127.0.0.1:1");
            spillEverything("memory", settings);

            try (Admin admin = KafkaClients.from(pipeline.settings()).admin()) {
                admin.deleteTopics(List.of(settings.get("topics.blocks"))).all().get();
            }
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofSeconds(1))
                    .ignoreExceptions()
                    .until(() -> {
                        pipeline.importFiles(chain, List.of(file));
                        return true;
                    });

            assertThat(run(settings, "spill", "drain", "--dir", folder.toString()))
                    .isEqualTo(RESTART_WILL_NOT_HELP);
            assertThat(log()).contains("the folder is another's: its blocks.topic.id is ");
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
                assertThat(json.at("/file/frames").asLong()).isGreaterThanOrEqualTo(7);
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

    /** A disk sink makes them when it first reaches Cassandra; draining needs them. */
    private static void makeTheTables(Pipeline pipeline) throws InterruptedException {
        pipeline.startSinks();
        Path file = SampleData.directory().resolve("ropsten-10991-468179-old-geth.ndjson");
        pipeline.importFiles(new ChainId("eip155", "930000"), List.of(file));
        pipeline.awaitSinks(7);
        pipeline.stopSinks();
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
        List<String> arguments = command[1].equals("drain") ? arguments(settings, command) : List.of(command);
        try (ChildJvm process = new ChildJvm(directory.resolve("commands.log"), arguments)) {
            process.start();
            assertThat(process.ended(120_000)).as("ends: %s", arguments).isTrue();
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
