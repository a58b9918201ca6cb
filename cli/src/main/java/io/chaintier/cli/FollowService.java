package io.chaintier.cli;

import io.chaintier.config.Settings;
import io.chaintier.event.ChainId;
import io.chaintier.producer.follow.Follower;
import io.chaintier.producer.follow.FollowerConfig;
import io.chaintier.producer.publish.ChainPublisher;
import io.chaintier.producer.publish.PublisherConfig;
import io.chaintier.producer.publish.PublisherFailedException;
import io.chaintier.producer.report.NodeReporter;
import io.chaintier.producer.report.ReportConfig;
import java.net.URI;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A follower with its publisher and the reporter of its node, each on a thread of its own. */
public final class FollowService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FollowService.class);

    private final ChainPublisher publisher;
    private final ServiceThread follow;
    private final ServiceThread report;

    private FollowService(ChainPublisher publisher, Follower follower, NodeReporter reporter) {
        this.publisher = publisher;
        this.follow = new ServiceThread("follow", follower::run);
        this.report = new ServiceThread("report", () -> run(reporter));
    }

    /**
     * Asks the node which chain it is of and takes that chain's log over.
     *
     * @param rpc JSON-RPC of the node
     */
    public static FollowService open(Settings settings, URI rpc) throws InterruptedException {
        FollowerConfig config = FollowerConfig.from(settings);
        ReportConfig reporting = ReportConfig.from(settings);
        PublisherConfig publishing = PublisherConfig.from(settings);
        ChainId chain = Follower.chainOf(rpc, config);
        ChainPublisher publisher = ChainPublisher.open(publishing, chain);
        return new FollowService(
                publisher,
                new Follower(publisher, rpc, config, new FollowLog(publisher::status)),
                new NodeReporter(publishing.kafka(), publishing.topics(), chain, rpc, reporting, publisher::head));
    }

    public ChainId chain() {
        return publisher.chain();
    }

    public void start() {
        follow.start();
        report.start();
    }

    /** Waits until following ends: normally because it was closed, otherwise with the failure. */
    public void awaitEnd() throws InterruptedException {
        follow.awaitEnd();
    }

    /** Why following ended by itself. */
    public Optional<String> failure() {
        return follow.failure();
    }

    /** Stops following; what was handed to the publisher is confirmed or fails within its time-out. */
    @Override
    public void close() {
        report.close();
        follow.close();
        publisher.close();
    }

    /** Reports are no reason to stop following. */
    private static void run(NodeReporter reporter) throws InterruptedException {
        try {
            reporter.run();
        } catch (PublisherFailedException e) {
            LOG.error("node {} is not reported any more: {}", reporter.name(), e.getMessage());
        }
    }
}
