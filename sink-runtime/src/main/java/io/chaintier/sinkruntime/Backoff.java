package io.chaintier.sinkruntime;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Pauses that double from a first to a longest one, each shortened by up to half at random. For one thread. */
final class Backoff {
    private final long minMs;
    private final long maxMs;
    private final RandomGenerator random;
    private int failures;

    Backoff(Duration min, Duration max, RandomGenerator random) {
        this.minMs = min.toMillis();
        this.maxMs = Math.max(minMs, max.toMillis());
        this.random = random;
    }

    /** The pause after one more failure. */
    Duration next() {
        long fullMs = Math.min(maxMs, minMs << Math.min(failures, 20));
        failures++;
        return Duration.ofMillis(fullMs - random.nextLong(fullMs / 2 + 1));
    }

    void reset() {
        failures = 0;
    }
}
