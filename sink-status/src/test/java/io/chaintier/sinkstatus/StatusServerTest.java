package io.chaintier.sinkstatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chaintier.sinkruntime.SinkStatus;
import io.chaintier.sinkruntime.SinkStatus.Counts;
import io.chaintier.sinkruntime.SinkStatus.FileStatus;
import io.chaintier.sinkruntime.SinkStatus.State;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What operators, probes and scripts read from a sink. Serves C5, R3, R4. */
@Timeout(60)
class StatusServerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern METRIC = Pattern.compile("\\bchaintier_(sink_[a-z_]+|build\\b)");
    private static final StatusConfig ANY_PORT = new StatusConfig("127.0.0.1", OptionalInt.of(0));

    private static final SinkStatus DRAINING = new SinkStatus(
            State.DRAINING,
            new Counts(11, 12, 13, 14, Map.of("MalformedEventException", 15L), 16, 17, 18, 19, 20, 21),
            22,
            23,
            Map.of("chain.blocks-3", "a newer <publisher>?"),
            Optional.of("no route"),
            new FileStatus(
                    Path.of("spill", "disk"),
                    true,
                    31,
                    32,
                    Duration.ofMillis(33_500),
                    34,
                    35,
                    36,
                    37,
                    Optional.of("16 GiB are reached"),
                    38.5,
                    Optional.of(Duration.ofSeconds(39))),
            Duration.ofMillis(250));

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    @Test
    void everyFigureIsInTheStatusUnderItsOwnName() throws Exception {
        StatusServer server = serve(() -> DRAINING);

        HttpResponse<String> answer = get(server, "/status");

        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(JSON.readTree(answer.body())).isEqualTo(JSON.readTree("""
                {"sink":"disk","state":"DRAINING","events":11,"blocks":12,"transactions":13,"stateEntries":14,
                 "retries":16,"overloads":21,"sequenceGaps":17,"queued":22,"lagRecords":23,
                 "spilled":18,"drained":19,"skipped":20,"deadLetters":{"MalformedEventException":15},
                 "file":{"directory":"spill/disk","usable":true,"frames":31,"bytes":32,"oldestAgeMs":33500,
                         "fileBytes":34,"segments":35,"poisonedSegments":36,"quarantinedBytes":37,
                         "obstacle":"16 GiB are reached","drainRecordsPerSecond":38.5,"untilEmptyMs":39000},
                 "backoffMs":250,"stopped":{"chain.blocks-3":"a newer <publisher>?"},"lastError":"no route"}"""));
    }

    @Test
    void whatThereIsNoneOfIsNull() throws Exception {
        JsonNode json = JSON.readTree(get(serve(() -> in(State.UP)), "/status").body());

        assertThat(json.get("lastError").isNull()).isTrue();
        assertThat(json.get("file").get("obstacle").isNull()).isTrue();
        assertThat(json.get("file").get("untilEmptyMs").isNull()).isTrue();
        assertThat(json.get("deadLetters").isEmpty()).isTrue();
        assertThat(json.get("stopped").isEmpty()).isTrue();
    }

    @Test
    void everyFigureIsAMetricOfTheSameMoment() throws Exception {
        StatusServer server = serve(() -> DRAINING);

        HttpResponse<String> answer = get(server, "/metrics");

        assertThat(answer.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
        assertThat(answer.body().lines())
                .contains(
                        "chaintier_sink_events_total{sink=\"disk\"} 11.0",
                        "chaintier_sink_blocks_total{sink=\"disk\"} 12.0",
                        "chaintier_sink_transactions_total{sink=\"disk\"} 13.0",
                        "chaintier_sink_state_entries_total{sink=\"disk\"} 14.0",
                        "chaintier_sink_dead_letters_total{cause=\"MalformedEventException\",sink=\"disk\"} 15.0",
                        "chaintier_sink_retries_total{sink=\"disk\"} 16.0",
                        "chaintier_sink_sequence_gaps_total{sink=\"disk\"} 17.0",
                        "chaintier_sink_spilled_records_total{sink=\"disk\"} 18.0",
                        "chaintier_sink_drained_records_total{sink=\"disk\"} 19.0",
                        "chaintier_sink_skipped_records_total{sink=\"disk\"} 20.0",
                        "chaintier_sink_overloads_total{sink=\"disk\"} 21.0",
                        "chaintier_sink_queued_events{sink=\"disk\"} 22.0",
                        "chaintier_sink_lag_records{sink=\"disk\"} 23.0",
                        "chaintier_sink_backoff_seconds{sink=\"disk\"} 0.25",
                        "chaintier_sink_stopped_partitions{sink=\"disk\"} 1.0",
                        "chaintier_sink_state{sink=\"disk\",state=\"DRAINING\"} 1.0",
                        "chaintier_sink_state{sink=\"disk\",state=\"UP\"} 0.0",
                        "chaintier_sink_file_usable{sink=\"disk\"} 1.0",
                        "chaintier_sink_file_blocked{sink=\"disk\"} 1.0",
                        "chaintier_sink_file_records{sink=\"disk\"} 31.0",
                        "chaintier_sink_file_bytes{sink=\"disk\"} 32.0",
                        "chaintier_sink_file_oldest_age_seconds{sink=\"disk\"} 33.5",
                        "chaintier_sink_file_disk_bytes{sink=\"disk\"} 34.0",
                        "chaintier_sink_file_segments{sink=\"disk\"} 35.0",
                        "chaintier_sink_poisoned_segments_total{sink=\"disk\"} 36.0",
                        "chaintier_sink_file_quarantined_bytes{sink=\"disk\"} 37.0",
                        "chaintier_sink_file_drain_records_per_second{sink=\"disk\"} 38.5",
                        "chaintier_sink_file_until_empty_seconds{sink=\"disk\"} 39.0",
                        "chaintier_build{sink=\"disk\",version=\"1.2.3\"} 1.0");
        assertThat(answer.body()).contains("jvm_memory_used_bytes{", "process_cpu_usage{");
    }

    /** So that nobody alerts on a metric that does not exist, or looks for one that is not written down. */
    @Test
    void theDocumentedMetricsAreTheOnesThereAre() throws Exception {
        Set<String> there = names(get(serve(() -> DRAINING), "/metrics").body());
        Path docs = Path.of(System.getProperty("chaintier.home"), "docs");

        assertThat(names(Files.readString(docs.resolve("operating.md")))).isEqualTo(there);
        assertThat(names(Files.readString(docs.resolve("alerts.yml"))))
                .isNotEmpty()
                .isSubsetOf(there);
    }

    @Test
    void aCauseOfDeadLettersThatComesLaterIsAMetricFromThenOn() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        StatusServer server = serve(() -> asked.getAndIncrement() == 0 ? in(State.UP) : DRAINING);

        assertThat(get(server, "/metrics").body()).doesNotContain("dead_letters");
        assertThat(get(server, "/metrics").body()).contains("cause=\"MalformedEventException\"");
    }

    @ParameterizedTest
    @EnumSource
    void aSinkIsReadyWhileItTakesRecordsIntoItsStoreOrItsFile(State state) throws Exception {
        boolean takes = state == State.UP || state == State.SPILLING || state == State.DRAINING;
        StatusServer server = serve(() -> in(state));

        HttpResponse<String> answer = get(server, "/health/ready");

        assertThat(answer.statusCode()).isEqualTo(takes ? 200 : 503);
        JsonNode json = JSON.readTree(answer.body());
        assertThat(json.get("status").asText()).isEqualTo(takes ? "UP" : "DOWN");
        assertThat(json.at("/checks/0/data/state").asText()).isEqualTo(state.name());
    }

    @Test
    void readinessGoesOffBeforeTheSinkStops() throws Exception {
        StatusServer server = serve(() -> in(State.UP));
        assertThat(get(server, "/health/ready").statusCode()).isEqualTo(200);

        server.stopping();

        assertThat(get(server, "/health/ready").statusCode()).isEqualTo(503);
        assertThat(get(server, "/health/live").statusCode()).isEqualTo(200);
        assertThat(get(server, "/status").statusCode()).isEqualTo(200);
    }

    @Test
    void aSinkThatHangsIsAliveNotReadyAndSaysSoInTime() throws Exception {
        CountDownLatch diskAnswers = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        StatusServer server = serve(() -> {
            asked.incrementAndGet();
            awaitThat(diskAnswers);
            return in(State.SPILLING);
        });

        assertThat(get(server, "/health/live").statusCode()).isEqualTo(200);
        for (String path : List.of("/status", "/metrics", "/health/ready", "/")) {
            HttpResponse<String> answer = get(server, path);
            assertThat(answer.statusCode()).as(path).isEqualTo(503);
            assertThat(answer.body()).as(path).contains("the sink did not say within 200 ms how it is");
        }
        assertThat(asked).as("threads that wait for the sink").hasValue(1);

        diskAnswers.countDown();
        assertThat(JSON.readTree(get(server, "/status").body()).get("state").asText())
                .isEqualTo("SPILLING");
    }

    @Test
    void aSinkThatCannotSayHowItIsGivesTheReason() throws Exception {
        StatusServer server = serve(() -> {
            throw new IllegalStateException("the log is closed");
        });

        assertThat(get(server, "/status").statusCode()).isEqualTo(503);
        assertThat(get(server, "/status").body()).contains("the log is closed");
        assertThat(get(server, "/health/ready").body()).contains("the log is closed");
    }

    @Test
    void thePageForPeopleShowsTheSameAndNoForeignMarkup() throws Exception {
        HttpResponse<String> answer = get(serve(() -> DRAINING), "/");

        assertThat(answer.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/html"));
        assertThat(answer.body())
                .contains("disk sink: DRAINING", "<th>file: frames</th><td>31</td>")
                .contains("a newer &lt;publisher&gt;?")
                .doesNotContain("<publisher>");
    }

    @Test
    void aTakenPortIsNamedWithTheSettingsThatChooseAnother() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            StatusConfig config = new StatusConfig("127.0.0.1", OptionalInt.of(taken.getLocalPort()));

            assertThatThrownBy(() -> StatusServer.start(config, "disk", "1.2.3", () -> DRAINING))
                    .isInstanceOf(StatusServerException.class)
                    .hasMessageContaining(
                            "the disk sink cannot show its status at 127.0.0.1:" + taken.getLocalPort() + ": ")
                    .hasMessageContaining("sink.http.port");
        }
    }

    private static Set<String> names(String text) {
        return METRIC.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }

    private static SinkStatus in(State state) {
        return new SinkStatus(
                state,
                new Counts(0, 0, 0, 0, Map.of(), 0, 0, 0, 0, 0, 0),
                0,
                0,
                Map.of(),
                Optional.empty(),
                new FileStatus(
                        Path.of("spill"), true, 0, 0, Duration.ZERO, 0, 2, 0, 0, Optional.empty(), 0, Optional.empty()),
                Duration.ZERO);
    }

    private StatusServer serve(Supplier<SinkStatus> status) {
        StatusServer server = StatusServer.start(ANY_PORT, "disk", "1.2.3", status, Duration.ofMillis(200));
        opened.add(server);
        return server;
    }

    private HttpResponse<String> get(StatusServer server, String path) throws IOException, InterruptedException {
        URI uri = server.uri().resolve(path);
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static void awaitThat(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
