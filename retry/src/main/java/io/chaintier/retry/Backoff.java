package io.chaintier.retry;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Pauses that double from one failure to the next, each drawn from the upper half of its range. For one thread. */
public final class Backoff {
    private final RandomGenerator random;
    private final Duration first;
    private final Duration longest;
    private Duration next;

    public Backoff(Duration first, Duration longest, RandomGenerator random) {
        this.first = first;
        this.longest = longest;
        this.random = random;
        this.next = first;
    }

    /** How long to wait now. */
    public Duration next() {
        Duration drawn = Duration.ofNanos((long) (next.toNanos() * (0.5 + random.nextDouble() / 2)));
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(longest) < 0 ? doubled : longest;
        return drawn;
    }

    /** It works again. */
    public void reset() {
        next = first;
    }
}
