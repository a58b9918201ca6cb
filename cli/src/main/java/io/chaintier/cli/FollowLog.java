package io.chaintier.cli;

import io.chaintier.event.BlockRef;
import io.chaintier.producer.follow.FollowListener;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How following goes, as log lines: one every few seconds while blocks come in. For the following thread. */
final class FollowLog implements FollowListener {
    private static final Logger LOG = LoggerFactory.getLogger(FollowLog.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private long sinceNanos = System.nanoTime();
    private long blocks;
    private long transactions;

    @Override
    public void appended(BlockRef block, int count) {
        blocks++;
        transactions += count;
        long elapsed = System.nanoTime() - sinceNanos;
        if (elapsed >= INTERVAL.toNanos()) {
            LOG.info(
                    "published up to block {}: {} blocks/s, {} transactions/s",
                    block,
                    String.format("%.1f", blocks * 1e9 / elapsed),
                    String.format("%.0f", transactions * 1e9 / elapsed));
            sinceNanos = System.nanoTime();
            blocks = 0;
            transactions = 0;
        }
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
