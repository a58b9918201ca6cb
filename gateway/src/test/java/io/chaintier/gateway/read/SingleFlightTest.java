package io.chaintier.gateway.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chaintier.store.RequestDeadline;
import io.chaintier.store.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** However many ask at once, one reads (fault 60). */
class SingleFlightTest {
    private static final int MANY = 20;

    private final SingleFlight<String, String> flights = new SingleFlight<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final AtomicInteger reads = new AtomicInteger();

    @AfterEach
    void stop() {
        gate.countDown();
        threads.shutdownNow();
    }

    @Test
    void oneReadsAndAllGetWhatItFound() {
        List<CompletableFuture<String>> all = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            all.add(async(() -> flights.join("question", this::slowly)));
        }
        await().until(() -> flights.shared() == MANY - 1);

        gate.countDown();

        assertThat(all).allSatisfy(answer -> assertThat(answer.join()).isEqualTo("answer 1"));
        assertThat(reads.get()).isEqualTo(1);
        assertThat(flights.join("question", this::slowly)).isEqualTo("answer 2");
    }

    @Test
    void otherQuestionsDoNotWait() {
        CompletableFuture<String> waiting = async(() -> flights.join("question", this::slowly));
        await().until(() -> reads.get() == 1);

        assertThat(flights.join("another", () -> "at once")).isEqualTo("at once");
        assertThat(waiting).isNotDone();
    }

    @Test
    void aFailureIsSharedAndTheNextTriesAnew() {
        Supplier<String> failing = () -> {
            slowly();
            throw new StoreUnavailableException("of the test");
        };
        CompletableFuture<String> first = async(() -> flights.join("question", failing));
        await().until(() -> reads.get() == 1);
        CompletableFuture<String> second = async(() -> flights.join("question", failing));
        await().until(() -> flights.shared() == 1);

        gate.countDown();

        for (CompletableFuture<String> each : List.of(first, second)) {
            assertThatThrownBy(each::join)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(StoreUnavailableException.class);
        }
        assertThat(reads.get()).isEqualTo(1);
        assertThat(flights.join("question", () -> "anew")).isEqualTo("anew");
    }

    @Test
    void nobodyWaitsLongerThanHisOwnDeadline() {
        async(() -> flights.join("question", this::slowly));
        await().until(() -> reads.get() == 1);

        assertThatThrownBy(() -> RequestDeadline.in(Duration.ofMillis(50), System::nanoTime)
                        .bind(() -> flights.join("question", this::slowly)))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("the deadline of the request has passed");
        assertThat(reads.get()).isEqualTo(1);
    }

    @Test
    void aReaderThatRanOutOfTimeFailsNobodyWhoHasSomeLeft() {
        AtomicLong nanos = new AtomicLong();
        RequestDeadline hasty = RequestDeadline.in(Duration.ofSeconds(1), nanos::get);
        CompletableFuture<String> first = async(() -> hasty.bind(() -> flights.join("question", () -> {
            slowly();
            RequestDeadline.current().check();
            return "never";
        })));
        await().until(() -> reads.get() == 1);
        CompletableFuture<String> second = async(() -> flights.join("question", this::slowly));
        await().until(() -> flights.shared() == 1);

        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        gate.countDown();

        assertThatThrownBy(first::join).hasCauseInstanceOf(StoreUnavailableException.class);
        assertThat(second.join()).isEqualTo("answer 2");
    }

    private String slowly() {
        int read = reads.incrementAndGet();
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return "answer " + read;
    }

    private <T> CompletableFuture<T> async(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, threads);
    }
}
