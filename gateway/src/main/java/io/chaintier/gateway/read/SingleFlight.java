package io.chaintier.gateway.read;

import io.chaintier.store.RequestDeadline;
import io.chaintier.store.StoreUnavailableException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * However many ask the same at once, one reads and all get what it found. Each waits for its own deadline only, and a
 * reader that ran out of its own time fails nobody who has time left. Safe for many threads.
 *
 * @param <K> a question, by value
 * @param <V> its answer
 */
final class SingleFlight<K, V> {
    private static final Duration NO_LIMIT = Duration.ofDays(1);

    private final ConcurrentMap<K, Flight<V>> flights = new ConcurrentHashMap<>();
    private final LongAdder shared = new LongAdder();

    private record Flight<V>(CompletableFuture<V> answer, RequestDeadline deadline) {}

    /**
     * Reads, or waits for who reads that already.
     *
     * @throws StoreUnavailableException if the time is over first
     */
    V join(K question, Supplier<V> read) {
        while (true) {
            Flight<V> mine = new Flight<>(new CompletableFuture<>(), RequestDeadline.current());
            Flight<V> other = flights.putIfAbsent(question, mine);
            if (other == null) {
                return fly(question, mine, read);
            }
            shared.increment();
            try {
                return await(other);
            } catch (ExecutionException e) {
                boolean isOthersTimeOnly =
                        other.deadline().isOver() && !RequestDeadline.current().isOver();
                if (!isOthersTimeOnly) {
                    throw failure(e);
                }
            }
        }
    }

    /** Whoever asks once the answer is known asks anew: it may have been true only while it was read. */
    private V fly(K question, Flight<V> flight, Supplier<V> read) {
        try {
            V answer = read.get();
            flights.remove(question, flight);
            flight.answer().complete(answer);
            return answer;
        } catch (RuntimeException | Error e) {
            flights.remove(question, flight);
            flight.answer().completeExceptionally(e);
            throw e;
        }
    }

    private V await(Flight<V> other) throws ExecutionException {
        try {
            return other.answer().get(RequestDeadline.current().atMost(NO_LIMIT).toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new StoreUnavailableException("the deadline of the request has passed while another read the same");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("interrupted while another read the same");
        }
    }

    private static RuntimeException failure(ExecutionException e) {
        return e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
    }

    /** How many found somebody who was reading the same. */
    long shared() {
        return shared.sum();
    }
}
