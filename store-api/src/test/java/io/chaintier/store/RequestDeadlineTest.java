package io.chaintier.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RequestDeadlineTest {
    private static final Duration TEN = Duration.ofSeconds(10);
    private static final Duration TWO = Duration.ofSeconds(2);

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final RequestDeadline deadline = RequestDeadline.in(TEN, nanos::get);

    @Test
    void whoWaitsWaitsForTheLesserOfItsOwnTimeAndWhatIsLeft() {
        assertThat(deadline.atMost(TWO)).isEqualTo(TWO);

        nanos.addAndGet(Duration.ofSeconds(9).toNanos());

        assertThat(deadline.atMost(TWO)).isEqualTo(Duration.ofSeconds(1));
        assertThat(deadline.isOver()).isFalse();
    }

    @Test
    void withNothingLeftNothingIsBegun() {
        nanos.addAndGet(TEN.toNanos());

        assertThat(deadline.isOver()).isTrue();
        assertThatThrownBy(() -> deadline.atMost(TWO))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessage("the deadline of the request has passed");
        assertThatThrownBy(deadline::check).isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void itIsBoundToItsThreadForAsLongAsTheWorkTakes() {
        RequestDeadline inner = RequestDeadline.in(TWO, nanos::get);

        deadline.bind(() -> {
            assertThat(RequestDeadline.current()).isSameAs(deadline);
            inner.bind(() -> assertThat(RequestDeadline.current()).isSameAs(inner));
            assertThat(RequestDeadline.current()).isSameAs(deadline);
            assertThat(CompletableFuture.supplyAsync(RequestDeadline::current).join())
                    .isSameAs(RequestDeadline.NONE);
            return true;
        });
        assertThatThrownBy(() -> deadline.bind(() -> {
                    throw new IllegalStateException("of the test");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(RequestDeadline.current()).isSameAs(RequestDeadline.NONE);
    }

    @Test
    void whoWorksOnNoRequestHasAllTime() {
        assertThat(RequestDeadline.NONE.isOver()).isFalse();
        assertThat(RequestDeadline.NONE.atMost(TWO)).isEqualTo(TWO);
    }
}
