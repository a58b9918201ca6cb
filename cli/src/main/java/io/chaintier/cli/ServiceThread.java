package io.chaintier.cli;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Something that runs until it is interrupted, on a thread of its own. */
final class ServiceThread implements AutoCloseable {
    /** What is run. */
    @FunctionalInterface
    interface Body {
        void run() throws InterruptedException;
    }

    private final Thread thread;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    ServiceThread(String name, Body body) {
        this.thread = new Thread(() -> run(body), name);
    }

    void start() {
        thread.start();
    }

    /** Waits until it ends: normally because it was closed, otherwise with the failure. */
    void awaitEnd() throws InterruptedException {
        thread.join();
        try {
            ended.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    /** Why it ended by itself. */
    Optional<String> failure() {
        return ended.isCompletedExceptionally()
                ? Optional.of(ended.handle((nothing, failure) -> Failures.message(failure))
                        .join())
                : Optional.empty();
    }

    /** Interrupts it and waits for its end. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(Body body) {
        try {
            body.run();
            ended.complete(null);
        } catch (InterruptedException e) {
            ended.complete(null);
        } catch (RuntimeException e) {
            ended.completeExceptionally(e);
        }
    }
}
