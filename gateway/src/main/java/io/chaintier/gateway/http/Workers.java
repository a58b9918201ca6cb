package io.chaintier.gateway.http;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads that may block on a store. Their number and their queue are bounded. */
final class Workers {
    private final ThreadPoolExecutor threads;

    Workers(int count, int waiting) {
        AtomicInteger number = new AtomicInteger();
        threads = new ThreadPoolExecutor(count, count, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting), task -> {
            Thread thread = new Thread(task, "gateway-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** @return false if too many tasks are waiting already */
    boolean offer(Runnable task) {
        try {
            threads.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    int waiting() {
        return threads.getQueue().size();
    }

    /** Takes no more; waits for what is under way. */
    void close(long timeoutMs) {
        threads.shutdown();
        try {
            threads.awaitTermination(timeoutMs, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
