package io.chaintier.producer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chaintier.config.Settings;
import io.chaintier.event.BlockRef;
import io.chaintier.event.ChainId;
import io.chaintier.event.StateEntry;
import io.chaintier.localstack.ServerKind;
import io.chaintier.localstack.SharedStack;
import io.chaintier.localstack.junit.LocalStackTest;
import io.chaintier.nodereports.NodeReport;
import io.chaintier.nodereports.NodeReportJson;
import io.chaintier.nodereports.NodeStatus;
import io.chaintier.nodereports.NodeStatus.Syncing;
import io.chaintier.producer.publish.ChainPublisher;
import io.chaintier.producer.publish.Publication;
import io.chaintier.producer.publish.PublisherConfig;
import io.chaintier.producer.publish.StatePublisher;
import io.chaintier.producer.rpc.JsonRpcClient;
import io.chaintier.producer.testing.Blocks;
import io.chaintier.producer.testing.FakeNode;
import io.chaintier.producer.testing.Publishers;
import io.chaintier.producer.testing.Topic;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every node of a chain can be reported, whoever publishes the chain (R10, R11). */
@LocalStackTest(ServerKind.KAFKA)
class NodeReporterIT {
    private final String bootstrap;
    private final long chainId = ThreadLocalRandom.current().nextLong(1_000_000, 1_000_000_000);
    private final ChainId chain = new ChainId("eip155", Long.toString(chainId));
    private FakeNode node;

    NodeReporterIT(SharedStack stack) {
        this.bootstrap = stack.kafka();
    }

    @BeforeEach
    void startNode() throws Exception {
        node = new FakeNode(chainId);
        node.putChain(20);
    }

    @AfterEach
    void stopNode() {
        node.close();
    }

    @Test
    void reportSaysWhatTheNodeOffersAndLeavesOutTheRest() throws Exception {
        try (Reporting a = report("a", "60000", Optional.empty())) {
            NodeReport report = a.awaitReports(1).get(0);

            assertThat(report.status())
                    .isEqualTo(new NodeStatus(
                            Optional.of("fake/1"),
                            Optional.of(Blocks.ref(20, 0)),
                            Optional.empty(),
                            OptionalLong.empty(),
                            Optional.empty()));
            assertThat(report.blocks())
                    .hasSize(11)
                    .contains(Blocks.ref(20, 0), Blocks.ref(12, 0), Blocks.ref(4, 0), Blocks.ref(0, 0));

            node.script("net_peerCount", parameters -> FakeNode.JSON.valueToTree("0x19"));
            node.script(
                    "eth_syncing",
                    parameters -> FakeNode.JSON
                            .createObjectNode()
                            .put("currentBlock", "0x14")
                            .put("highestBlock", "0x3e8"));
            NodeStatus changed = a.awaitReports(2).get(1).status();

            assertThat(changed.peers()).hasValue(25);
            assertThat(changed.syncing()).contains(new Syncing(OptionalLong.of(20), OptionalLong.of(1_000)));
        }
    }

    @Test
    void reportComesWhenTheHeadChangesAndOtherwiseOnceAnInterval() throws Exception {
        try (Reporting quiet = report("quiet", "60000", Optional.empty());
                Reporting regular = report("regular", "300", Optional.of(Blocks.ref(19, 0)))) {
            regular.awaitReports(4);
            assertThat(quiet.reports()).hasSize(1);
            assertThat(regular.reports()).allMatch(report -> report.published().equals(Optional.of(Blocks.ref(19, 0))));

            node.put(20, 7, 0, 0);

            NodeReport changed = quiet.awaitReports(2).get(1);
            assertThat(changed.status().head()).contains(Blocks.ref(20, 7));
            assertThat(changed.blocks()).contains(Blocks.ref(20, 7), Blocks.ref(19, 0));
        }
    }

    @Test
    void nodeThatDoesNotAnswerIsReportedWithWhatWasKnownOfIt() throws Exception {
        try (Reporting a = report("a", "60000", Optional.empty())) {
            a.awaitReports(1);

            node.answerWithStatus(503);
            NodeStatus away = a.awaitReports(2).get(1).status();
            node.answerWithStatus(200);
            NodeStatus back = a.awaitReports(3).get(2).status();

            assertThat(away.failure().orElseThrow()).contains("answered HTTP status 503");
            assertThat(away.head()).contains(Blocks.ref(20, 0));
            assertThat(back.failure()).isEmpty();
        }
    }

    @Test
    void nodeThatBecomesOneOfAnotherChainIsReportedAsThat() throws Exception {
        try (Reporting a = report("a", "60000", Optional.empty())) {
            a.awaitReports(1);

            node.script("eth_chainId", parameters -> FakeNode.JSON.valueToTree("0x1"));

            assertThat(a.awaitReports(2).get(1).status().failure().orElseThrow())
                    .endsWith("is of chain eip155:1, not of " + chain);
        }
    }

    @Test
    void versionsGoOnAboveThoseInTheTopicAlsoWhereTheClockWentBack() throws Exception {
        PublisherConfig config = publishing();
        Instant now = Instant.parse("2030-01-01T00:00:00Z");
        StateEntry before;
        try (StatePublisher first = open(config, now)) {
            before = first.put(Optional.empty());
        }

        try (StatePublisher second = open(config, now.minusSeconds(3_600))) {
            assertThat(second.put(Optional.empty()).version()).isEqualTo(before.version() + 1);
            assertThat(second.put(Optional.empty()).version()).isEqualTo(before.version() + 2);
        }
        assertThat(before.version()).isEqualTo(now.toEpochMilli() * 1_000);
    }

    /** Reports have versions of their own: the publisher must neither count nor stumble over them. */
    @Test
    void publisherOfTheChainGoesOnAsIfThereWereNoReports() throws Exception {
        PublisherConfig config = publishing();
        try (ChainPublisher publisher = ChainPublisher.open(config, chain);
                Reporting standby = report("standby", "100", Optional.empty())) {
            publisher.publish(Publication.append(Blocks.block(0, 0))).get();
            publisher.putState("own", "key", Optional.empty()).get();
            standby.awaitReports(3);
        }

        try (ChainPublisher next = ChainPublisher.open(config, chain);
                Reporting standby = report("standby", "100", Optional.empty())) {
            standby.awaitReports(4);
            next.publish(Publication.append(Blocks.block(1, 0))).get();
            assertThat(next.putState("own", "key", Optional.empty()).get().sequence())
                    .isEqualTo(3);
            assertThat(next.head()).contains(Blocks.ref(1, 0));
        }
    }

    private StatePublisher open(PublisherConfig config, Instant now) throws InterruptedException {
        Clock clock = Clock.fixed(now, ZoneOffset.UTC);
        return StatePublisher.open(config.kafka(), config.topics(), chain, NodeReport.NAMESPACE, "a", clock);
    }

    private PublisherConfig publishing() {
        return Publishers.config(bootstrap, chain, "publisher");
    }

    private Reporting report(String name, String intervalMs, Optional<BlockRef> published) {
        ReportConfig config = ReportConfig.from(Settings.of(
                Map.of("node.name", name, "node.report.interval.ms", intervalMs, "node.report.poll.ms", "50")));
        PublisherConfig topics = publishing();
        return new Reporting(
                name,
                new NodeReporter(
                        topics.kafka(),
                        topics.topics(),
                        chain,
                        new JsonRpcClient(HttpClient.newHttpClient(), node.uri(), config.timeout()),
                        config,
                        () -> published,
                        Clock.systemUTC(),
                        System::nanoTime));
    }

    /** A reporter on a thread of its own. */
    private final class Reporting implements AutoCloseable {
        private final String name;
        private final Thread thread;

        Reporting(String name, NodeReporter reporter) {
            this.name = name;
            thread = new Thread(
                    () -> {
                        try {
                            reporter.run();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    },
                    "reporter");
            thread.start();
        }

        List<NodeReport> awaitReports(int count) {
            return await().atMost(Duration.ofSeconds(60)).until(this::reports, found -> found.size() >= count);
        }

        /** All that the topic has of the node. */
        List<NodeReport> reports() {
            return Topic.state(bootstrap, chain).stream()
                    .filter(entry -> entry.namespace().equals(NodeReport.NAMESPACE)
                            && entry.key().equals(name))
                    .map(entry -> NodeReportJson.decode(entry.value().orElseThrow()))
                    .toList();
        }

        @Override
        public void close() {
            thread.interrupt();
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
