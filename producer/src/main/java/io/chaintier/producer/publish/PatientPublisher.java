package io.chaintier.producer.publish;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * Publishes at the pace at which publications are taken: waits where there is no room, so that nothing is left out. For a
 * source that can wait, such as a file. One thread.
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
     * Returns when the publication is taken.
     *
     * @throws PublisherException if an earlier one failed
     */
    public void publish(Publication publication) throws InterruptedException {
        check();
        CompletableFuture<Published> outcome = publisher.publish(publication);
        while (isOverloaded(outcome)) {
            // Not until the oldest is confirmed: there may be room in the spool long before.
            Thread.sleep(PAUSE_MS);
            check();
            outcome = publisher.publish(publication);
        }
        unconfirmed.add(outcome);
    }

    /**
     * Looks at what is decided so far, without waiting.
     *
     * @throws PublisherException if one failed
     */
    public void check() throws InterruptedException {
        while (!unconfirmed.isEmpty() && unconfirmed.peek().isDone()) {
            awaitOldest();
        }
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
