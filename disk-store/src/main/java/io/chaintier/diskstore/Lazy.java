package io.chaintier.diskstore;

import io.chaintier.store.StoreException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What takes servers to make, made when it is first needed: a service starts whether its store is there or not. It is made
 * on a thread of its own, so that nobody waits for it longer than he wants to. Safe for many threads.
 */
final class Lazy<T> {
    /** After a failed attempt the next calls fail at once for this long, so that nobody queues up for a dead store. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final String what;
    private final Supplier<T> make;

    private CompletableFuture<T> attempt;
    private long failedAtNanos;
    private boolean closed;

    /**
     * @param what in messages: {@code shard block (keyspace chaintier_block) in datacenter primary}
     * @param make throws {@link StoreException} where it cannot
     */
    Lazy(String what, Supplier<T> make) {
        this.what = what;
        this.make = make;
    }

    /**
     * Makes it, or joins who is making it. Never blocks.
     *
     * @return fails with {@link StoreException} if it cannot be made, or could not just before
     */
    synchronized CompletableFuture<T> future() {
        if (closed) {
            throw new IllegalStateException(what + " is closed");
        }
        boolean again = attempt != null
                && attempt.isCompletedExceptionally()
                && System.nanoTime() - failedAtNanos > PAUSE.toNanos();
        if (attempt == null || again) {
            attempt = new CompletableFuture<>();
            Thread maker = new Thread(this::complete, "connect " + what);
            maker.setDaemon(true);
            maker.start();
        }
        return attempt;
    }

    /**
     * The same, waited for. Not for the threads that the driver calls back on: they are needed to make it.
     *
     * @throws StoreException if it cannot be made, could not just before, or is not ready by then
     */
    T get(Deadline deadline) {
        return deadline.await("use " + what, future());
    }

    private void complete() {
        CompletableFuture<T> mine;
        synchronized (this) {
            mine = attempt;
        }
        try {
            mine.complete(make.get());
        } catch (RuntimeException | Error e) {
            synchronized (this) {
                failedAtNanos = System.nanoTime();
            }
            mine.completeExceptionally(e);
        }
    }

    /** Ends it, now or when it has been made. */
    void close(Consumer<T> end) {
        CompletableFuture<T> last;
        synchronized (this) {
            closed = true;
            last = attempt;
        }
        if (last != null) {
            last.thenAccept(end);
        }
    }
}
