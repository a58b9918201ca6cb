package io.chaintier.cli;

import io.chaintier.event.BlockRef;
import io.chaintier.producer.follow.FollowListener;
import io.chaintier.producer.publish.PublisherStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How following goes, as log lines: one every few seconds while blocks come in, with what waits for Kafka. For the
 * following thread.
 */
final class FollowLog implements FollowListener {
    private static final Logger LOG = LoggerFactory.getLogger(FollowLog.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final Supplier<PublisherStatus> publisher;
    private long sinceNanos = System.nanoTime();
    private long blocks;
    private long transactions;

    FollowLog(Supplier<PublisherStatus> publisher) {
        this.publisher = publisher;
    }

    @Override
    public void appended(BlockRef block, int count) {
        blocks++;
        transactions += count;
        long elapsed = System.nanoTime() - sinceNanos;
        if (elapsed >= INTERVAL.toNanos()) {
            LOG.info(
                    "at block {}: {} blocks/s, {} transactions/s{}",
                    block,
                    String.format("%.1f", blocks * 1e9 / elapsed),
                    String.format("%.0f", transactions * 1e9 / elapsed),
                    waiting(publisher.get()));
            sinceNanos = System.nanoTime();
            blocks = 0;
            transactions = 0;
        }
    }

    /** Nothing where all goes well. */
    private static String waiting(PublisherStatus status) {
        if (status.state() == PublisherStatus.State.CONNECTED) {
            return "";
        }
        return String.format(
                "; %s: %d publications in memory, %d in the spool (%.1f MiB%s)%s",
                status.state().name().toLowerCase(Locale.ROOT),
                status.waitingPublications(),
                status.spooledPublications(),
                status.spooledBytes() / 1048576.0,
                status.spooledSince()
                        .map(since -> ", the oldest for "
                                + Duration.between(since, Instant.now()).toSeconds() + " s")
                        .orElse(""),
                status.obstacle().map(obstacle -> "; " + obstacle).orElse(""));
    }

    @Override
    public void reorganised(int depth, BlockRef ancestor) {
        // The follower logs this itself.
    }

    @Override
    public void nodeFailed(String why, Duration retryIn) {
        // And this.
    }
}
