package io.chaintier.diskstore;

import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchableStatement;
import com.datastax.oss.driver.api.core.cql.DefaultBatchType;
import io.chaintier.store.Outcome;
import io.chaintier.store.StoreException;
import io.chaintier.store.StoreRejectedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * The writes of one call: sends them, a bounded number and size at once, and remembers which of the call's items (events
 * or state entries) failed. Once a write has failed for a reason of the store's nothing more is sent until {@link #await},
 * so a call against a dead store takes a timeout or two and not thousands. For one thread.
 */
final class WriteRound {
    /** Bytes under way at once, far below what a server takes from one client. */
    private static final int MAX_KIB_IN_FLIGHT = 8 * 1024;

    private final int maxInFlight;
    private final Semaphore partitionsInFlight;
    private final Semaphore kibibytes = new Semaphore(MAX_KIB_IN_FLIGHT);
    private final StoreException[] failures;
    private final AtomicReference<StoreException> storeFailure = new AtomicReference<>();
    private final AtomicReference<RuntimeException> mistake = new AtomicReference<>();

    /**
     * @param maxInFlight how many partitions are written to at once, 1 or more
     * @param items       how many items the call has
     */
    WriteRound(int maxInFlight, int items) {
        this.maxInFlight = maxInFlight;
        partitionsInFlight = new Semaphore(maxInFlight);
        failures = new StoreException[items];
    }

    /**
     * Sends one row; waits while too many are under way.
     *
     * @param attempt what it is, for messages
     * @param bytes   about its size
     * @param items   whose write it is, by place in the call
     */
    void send(String attempt, Write write, long bytes, int... items) {
        send(attempt, () -> write.send(attempt + " to"), 1, bytes, items);
    }

    private void send(
            String attempt, Supplier<CompletableFuture<?>> request, int partitions, long bytes, int... items) {
        StoreException stopped = storeFailure.get();
        if (stopped != null) {
            fail(stopped, items);
            return;
        }
        int kib = (int) Math.min(MAX_KIB_IN_FLIGHT, bytes / 1024 + 1);
        int permits = Math.min(maxInFlight, partitions);
        partitionsInFlight.acquireUninterruptibly(permits);
        kibibytes.acquireUninterruptibly(kib);
        request.get().whenComplete((done, failure) -> {
            if (failure != null) {
                failed(attempt, failure, items);
            }
            kibibytes.release(kib);
            partitionsInFlight.release(permits);
        });
    }

    /**
     * Sends small rows of one shard as one unlogged batch.
     *
     * @param partitions how many the rows are in: to a server that many writes
     */
    void sendBatch(String attempt, List<Write> rows, int partitions, int... items) {
        BatchStatement batch = BatchStatement.builder(DefaultBatchType.UNLOGGED)
                .addStatements(rows.stream().map(Write::statement).toArray(BatchableStatement<?>[]::new))
                .setConsistencyLevel(rows.get(0).statement().getConsistencyLevel())
                .build();
        send(attempt, () -> rows.get(0).send(attempt + " to", batch), partitions, 0, items);
    }

    private void failed(String attempt, Throwable failure, int... items) {
        try {
            StoreException cause = DriverFailures.translate(attempt, failure);
            if (!(cause instanceof StoreRejectedException)) {
                storeFailure.compareAndSet(null, cause);
            }
            fail(cause, items);
        } catch (RuntimeException e) {
            mistake.compareAndSet(null, e);
        }
    }

    /** Returns when all that was sent is settled. */
    void await() {
        partitionsInFlight.acquireUninterruptibly(maxInFlight);
        partitionsInFlight.release(maxInFlight);
        storeFailure.set(null);
        if (mistake.get() != null) {
            throw mistake.get();
        }
    }

    /** Of several failures of an item a rejection does not stay: a record is given up only when nothing else stood in its way. */
    synchronized void fail(StoreException cause, int... items) {
        for (int item : items) {
            if (failures[item] == null || failures[item] instanceof StoreRejectedException) {
                failures[item] = cause;
            }
        }
    }

    synchronized Optional<StoreException> failure(int item) {
        return Optional.ofNullable(failures[item]);
    }

    synchronized List<Outcome> outcomes() {
        List<Outcome> outcomes = new ArrayList<>(failures.length);
        Arrays.stream(failures)
                .map(cause -> cause == null ? Outcome.STORED : Outcome.failed(cause))
                .forEach(outcomes::add);
        return outcomes;
    }
}
