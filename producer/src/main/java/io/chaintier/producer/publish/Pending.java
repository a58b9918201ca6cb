package io.chaintier.producer.publish;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A publication on its way.
 *
 * @param outcome  where its outcome goes; empty where it comes from the spool of a publisher that is gone
 * @param mustJoin whether its blocks must stand on the chain's head, for who published it had not seen the head
 */
record Pending(Publication publication, Optional<CompletableFuture<Published>> outcome, boolean mustJoin) {
    Pending {
        requireNonNull(publication, "publication");
        requireNonNull(outcome, "outcome");
    }

    static Pending of(Publication publication, boolean mustJoin) {
        return new Pending(publication, Optional.of(new CompletableFuture<>()), mustJoin);
    }

    /** Whether its caller was told that it will never be written. */
    boolean isRejected() {
        return outcome.filter(CompletableFuture::isCompletedExceptionally).isPresent();
    }

    long sizeBytes() {
        return publication.sizeBytes();
    }

    void complete(Published published) {
        outcome.ifPresent(open -> open.complete(published));
    }

    void fail(PublisherException reason) {
        outcome.ifPresent(open -> open.completeExceptionally(reason));
    }
}
