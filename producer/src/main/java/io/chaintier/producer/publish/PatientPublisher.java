package io.chaintier.producer.publish;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * Publishes at the pace of Kafka: waits where the queue is full, so that nothing is left out. For a source that can
 * wait, such as a file. One thread.
 */
public final class PatientPublisher {
    private static final long PAUSE_MS = 10;

    private final ChainPublisher publisher;
    private final ArrayDeque<CompletableFuture<Published>> unconfirmed = new ArrayDeque<>();

    /** @param publisher stays the caller's */
    public PatientPublisher(ChainPublisher publisher) {
        this.publisher = publisher;
    }

    /**
     * Returns when the publication is in the queue.
     *
     * @throws PublisherException if this or an earlier one failed
     */
    public void publish(Publication publication) throws InterruptedException {
        while (!unconfirmed.isEmpty() && unconfirmed.peek().isDone()) {
            awaitOldest();
        }
        CompletableFuture<Published> outcome = publisher.publish(publication);
        while (isOverloaded(outcome)) {
            if (unconfirmed.isEmpty()) {
                Thread.sleep(PAUSE_MS);
            } else {
                awaitOldest();
            }
            outcome = publisher.publish(publication);
        }
        unconfirmed.add(outcome);
    }

    /**
     * Returns when all is confirmed.
     *
     * @return the place of the newest publication; empty if there was none since the last call
     * @throws PublisherException if one failed
     */
    public Optional<Published> confirm() throws InterruptedException {
        Optional<Published> newest = Optional.empty();
        while (!unconfirmed.isEmpty()) {
            newest = Optional.of(awaitOldest());
        }
        return newest;
    }

    private Published awaitOldest() throws InterruptedException {
        try {
            return unconfirmed.remove().get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof PublisherException failure ? failure : new IllegalStateException(e);
        }
    }

    private static boolean isOverloaded(CompletableFuture<Published> outcome) {
        if (!outcome.isCompletedExceptionally()) {
            return false;
        }
        try {
            outcome.join();
            return false;
        } catch (CompletionException e) {
            return e.getCause() instanceof PublisherOverloadedException;
        }
    }
}
