package io.chaintier.diskstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** When a replica datacenter is believed (R6, I1, I3). */
class ReplicaTrustTest {
    private static final Duration QUIET = Duration.ofSeconds(20);

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final ReplicaTrust trust = new ReplicaTrust("datacenter replica", QUIET, nanos::get);

    @Test
    void itIsNotTrustedBeforeItWasQuietForLongEnough() {
        assertThat(trust.doubt()).isPresent();
        trust.fine();
        pass(QUIET.minusNanos(1));
        trust.fine();
        assertThat(trust.doubt()).isPresent();

        pass(Duration.ofNanos(1));
        trust.fine();

        assertThat(trust.doubt()).isEmpty();
    }

    @Test
    void timeAloneDoesNotBringTrustSomebodyHasToLook() {
        trust.fine();
        pass(QUIET.multipliedBy(2));

        assertThat(trust.doubt()).isPresent();
    }

    @Test
    void troubleEndsTrustAtOnceAndTheQuietBeginsAnew() {
        gainTrust();

        trust.trouble("node 2 went down");
        assertThat(trust.doubt()).contains("node 2 went down");

        pass(QUIET);
        trust.fine();
        assertThat(trust.doubt()).isPresent();
        pass(QUIET);
        trust.fine();
        assertThat(trust.doubt()).isEmpty();
    }

    @Test
    void troubleBetweenTwoLooksThatAreFineIsNotForgotten() {
        trust.fine();
        pass(QUIET.minusSeconds(1));
        trust.trouble("a read failed");
        pass(Duration.ofSeconds(1));
        trust.fine();

        assertThat(trust.doubt()).contains("a read failed");
    }

    @Test
    void withoutThePrimaryThingsStayAsTheyAre() {
        gainTrust();
        trust.unknown("the primary is down");
        pass(QUIET);
        assertThat(trust.doubt()).isEmpty();

        trust.trouble("a read failed");
        pass(QUIET);
        trust.unknown("the primary is down");
        assertThat(trust.doubt()).contains("the primary is down");
    }

    @Test
    void timeInWhichNobodyCouldLookIsNotQuiet() {
        trust.fine();
        pass(QUIET.minusSeconds(1));
        trust.unknown("the primary is down");
        pass(Duration.ofSeconds(1));
        trust.fine();

        assertThat(trust.doubt()).isPresent();
    }

    private void gainTrust() {
        trust.fine();
        pass(QUIET);
        trust.fine();
        assertThat(trust.doubt()).isEmpty();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
