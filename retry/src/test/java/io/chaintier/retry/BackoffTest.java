package io.chaintier.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMillis(350);

    private final Backoff backoff = new Backoff(FIRST, LONGEST, new Random(7));

    @Test
    void pausesDoubleUpToTheLongestAndAreNeverShorterThanHalf() {
        for (long fullMs : new long[] {100, 200, 350, 350, 350}) {
            assertThat(backoff.next()).isBetween(Duration.ofMillis(fullMs / 2), Duration.ofMillis(fullMs));
        }
    }

    @Test
    void afterASuccessTheyBeginAnew() {
        backoff.next();
        backoff.next();
        backoff.reset();

        assertThat(backoff.next()).isLessThanOrEqualTo(FIRST);
    }
}
