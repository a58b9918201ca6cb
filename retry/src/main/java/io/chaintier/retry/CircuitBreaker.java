package io.chaintier.retry;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Keeps a dead store from being paid for with every read: after some failures in a row it refuses all calls but one per
 * back-off interval, the probe. Any success closes it. Safe for many threads.
 */
public final class CircuitBreaker {
    private final int failuresToOpen;
    private final long backOffNanos;
    private final LongSupplier nanoClock;
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicLong nextProbe = new AtomicLong();

    /**
     * @param failuresToOpen in a row, 1 or more
     * @param backOff        between two probes
     * @param nanoClock      as {@link System#nanoTime}
     */
    public CircuitBreaker(int failuresToOpen, Duration backOff, LongSupplier nanoClock) {
        this.failuresToOpen = failuresToOpen;
        this.backOffNanos = backOff.toNanos();
        this.nanoClock = nanoClock;
    }

    /** Whether to call the store now. While open, true for one caller per interval. */
    public boolean allows() {
        if (!isOpen()) {
            return true;
        }
        long probe = nextProbe.get();
        long now = nanoClock.getAsLong();
        return now - probe >= 0 && nextProbe.compareAndSet(probe, now + backOffNanos);
    }

    private boolean isOpen() {
        return failures.get() >= failuresToOpen;
    }

    /** @return whether this closed the breaker */
    public boolean succeeded() {
        return failures.get() != 0 && failures.getAndSet(0) >= failuresToOpen;
    }

    /** @return whether this opened the breaker */
    public boolean failed() {
        nextProbe.set(nanoClock.getAsLong() + backOffNanos);
        return failures.incrementAndGet() == failuresToOpen;
    }
}
