package io.chaintier.producer.publish;

import java.util.concurrent.CompletableFuture;

/** A publication on its way, and where its outcome goes. */
record Pending(Publication publication, CompletableFuture<Published> outcome) {
    long sizeBytes() {
        return publication.sizeBytes();
    }
}
