package io.chaintier.producer.report;

import static java.util.Objects.requireNonNull;

import io.chaintier.event.BlockRef;
import io.chaintier.event.ChainId;
import io.chaintier.nodereports.NodeReport;
import io.chaintier.nodereports.NodeReportJson;
import io.chaintier.nodereports.NodeStatus;
import io.chaintier.producer.publish.StatePublisher;
import io.chaintier.producer.rpc.JsonRpcClient;
import io.chaintier.producer.rpc.NodeException;
import io.chaintier.topics.KafkaClients;
import io.chaintier.topics.TopicsConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what a node says of itself, under its name in namespace {@value NodeReport#NAMESPACE} of {@code chain.state}:
 * when something has changed, and every interval in any case. The node need not be the one that the chain is published
 * from; any number of nodes of a chain can be reported. A node that does not answer is reported as one.
 *
 * <p>A report that Kafka does not take is dropped, for the next one says more. One thread.
 */
public final class NodeReporter {
    private static final Logger LOG = LoggerFactory.getLogger(NodeReporter.class);

    private final KafkaClients kafka;
    private final TopicsConfig topics;
    private final ChainId chain;
    private final ReportConfig config;
    private final Supplier<Optional<BlockRef>> published;
    private final Clock clock;
    private final LongSupplier nanoClock;
    private final String name;
    private final NodeProbe probe;

    private NodeStatus seen = NodeStatus.UNKNOWN;
    private Optional<NodeStatus> reported = Optional.empty();
    private long reportedNanos;

    /**
     * @param rpc       JSON-RPC of the node
     * @param published the newest block that is published from this node; empty where the chain is not published from it
     */
    public NodeReporter(
            KafkaClients kafka,
            TopicsConfig topics,
            ChainId chain,
            URI rpc,
            ReportConfig config,
            Supplier<Optional<BlockRef>> published) {
        this(kafka, topics, chain, client(rpc, config), config, published, Clock.systemUTC(), System::nanoTime);
    }

    NodeReporter(
            KafkaClients kafka,
            TopicsConfig topics,
            ChainId chain,
            JsonRpcClient rpc,
            ReportConfig config,
            Supplier<Optional<BlockRef>> published,
            Clock clock,
            LongSupplier nanoClock) {
        this.kafka = requireNonNull(kafka, "kafka");
        this.topics = requireNonNull(topics, "topics");
        this.chain = requireNonNull(chain, "chain");
        this.config = requireNonNull(config, "config");
        this.published = requireNonNull(published, "published");
        this.clock = requireNonNull(clock, "clock");
        this.nanoClock = requireNonNull(nanoClock, "nanoClock");
        this.name = config.nodeName().orElseGet(rpc::node);
        this.probe = new NodeProbe(rpc);
    }

    /**
     * The chain that a node is of.
     *
     * @throws NodeException if it does not answer
     */
    public static ChainId chainOf(URI rpc, ReportConfig config) throws InterruptedException {
        return new NodeProbe(client(rpc, config)).chain();
    }

    private static JsonRpcClient client(URI rpc, ReportConfig config) {
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(config.timeout())
                .build();
        return new JsonRpcClient(http, rpc, config.timeout());
    }

    /** What the node is called. */
    public String name() {
        return name;
    }

    /**
     * Reports until the thread is interrupted.
     *
     * @throws io.chaintier.producer.publish.PublisherFailedException if Kafka will never take a report
     */
    public void run() throws InterruptedException {
        while (true) {
            try (StatePublisher reports =
                    StatePublisher.open(kafka, topics, chain, NodeReport.NAMESPACE, name, clock)) {
                LOG.info("reporting node {} of {}", name, chain);
                while (true) {
                    look(reports);
                    pause(config.poll());
                }
            } catch (KafkaException e) {
                LOG.warn("node {} of {} cannot be reported now: {}", name, chain, e.getMessage());
                pause(config.interval());
            }
        }
    }

    /** Asks the node, and reports it if that is due. */
    private void look(StatePublisher reports) throws InterruptedException {
        List<BlockRef> blocks = List.of();
        boolean due;
        try {
            seen = probe.status(chain);
            due = isDue();
            if (due) {
                blocks = probe.blocks(seen.head().orElseThrow().number());
            }
        } catch (NodeException e) {
            seen = seen.failing(e.getMessage());
            due = isDue();
        }
        if (due) {
            NodeReport report = new NodeReport(seen, blocks, published.get(), config.interval());
            reports.put(Optional.of(NodeReportJson.encode(report)));
            reported = Optional.of(seen);
            reportedNanos = nanoClock.getAsLong();
        }
    }

    private boolean isDue() {
        return !reported.equals(Optional.of(seen))
                || nanoClock.getAsLong() - reportedNanos >= config.interval().toNanos();
    }

    private static void pause(Duration time) throws InterruptedException {
        Thread.sleep(time.toMillis());
    }
}
