package io.chaintier.diskstore;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a replica datacenter is believed about what changes: canonical numbers, heads, node data (I1, I3). A datacenter that
 * was away gets new writes before it gets the older ones that the primary's nodes have kept for it as hints; then it can
 * show a new head together with a number's block of before. So trust is lost at the first sign of trouble, and comes back
 * only when nothing was wrong for as long as hints can be on their way unseen.
 *
 * <p>It begins without trust: that nothing was wrong just before is not known. What cannot be found out changes nothing
 * where there is trust (the primary is down, and the replica is all there is), and does not count as quiet where there is
 * none. Safe for many threads.
 */
final class ReplicaTrust {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicaTrust.class);

    private final String datacenter;
    private final Duration quiet;
    private final LongSupplier nanoClock;

    /** Empty where it is trusted. */
    private volatile Optional<String> doubt = Optional.of("it was not watched for long enough yet");

    private boolean isQuiet;
    private long quietSinceNanos;

    /**
     * @param datacenter in messages
     * @param quiet      for how long nothing may have been wrong
     * @param nanoClock  as {@link System#nanoTime}
     */
    ReplicaTrust(String datacenter, Duration quiet, LongSupplier nanoClock) {
        this.datacenter = datacenter;
        this.quiet = quiet;
        this.nanoClock = nanoClock;
    }

    /** Why it is not trusted; empty where it is. */
    Optional<String> doubt() {
        return doubt;
    }

    /** Something is wrong, or was until just now: it may have missed writes. */
    synchronized void trouble(String what) {
        if (doubt.isEmpty()) {
            LOG.warn("{} is not believed about heads and numbers until it has caught up: {}", datacenter, what);
        }
        doubt = Optional.of(what);
        isQuiet = false;
    }

    /** It cannot be told whether something is wrong. */
    synchronized void unknown(String why) {
        if (doubt.isPresent()) {
            doubt = Optional.of(why);
            isQuiet = false;
        }
    }

    /** Somebody has looked and found nothing wrong. */
    synchronized void fine() {
        long now = nanoClock.getAsLong();
        if (!isQuiet) {
            isQuiet = true;
            quietSinceNanos = now;
        }
        if (doubt.isPresent() && now - quietSinceNanos >= quiet.toNanos()) {
            doubt = Optional.empty();
            LOG.info("{} is believed about heads and numbers", datacenter);
        }
    }
}
