package io.chaintier.cli;

import io.chaintier.config.Settings;
import io.chaintier.event.ChainId;
import io.chaintier.producer.follow.Follower;
import io.chaintier.producer.follow.FollowerConfig;
import io.chaintier.producer.publish.ChainPublisher;
import io.chaintier.producer.publish.PublisherConfig;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A follower with its publisher, on a thread of its own. */
public final class FollowService implements AutoCloseable {
    private final ChainPublisher publisher;
    private final Follower follower;
    private final Thread thread = new Thread(this::run, "follow");
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    private FollowService(ChainPublisher publisher, Follower follower) {
        this.publisher = publisher;
        this.follower = follower;
    }

    /**
     * Asks the node which chain it is of and takes that chain's log over.
     *
     * @param rpc JSON-RPC of the node
     */
    public static FollowService open(Settings settings, URI rpc) throws InterruptedException {
        FollowerConfig config = FollowerConfig.from(settings);
        ChainId chain = Follower.chainOf(rpc, config);
        ChainPublisher publisher = ChainPublisher.open(PublisherConfig.from(settings), chain);
        return new FollowService(publisher, new Follower(publisher, rpc, config, new FollowLog(publisher::status)));
    }

    public ChainId chain() {
        return publisher.chain();
    }

    public void start() {
        thread.start();
    }

    /** Waits until it ends: normally because it was closed, otherwise with the failure. */
    public void awaitEnd() throws InterruptedException {
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
    public Optional<String> failure() {
        return ended.isCompletedExceptionally()
                ? Optional.of(ended.handle((nothing, failure) -> Failures.message(failure))
                        .join())
                : Optional.empty();
    }

    /** Stops following; what was handed to the publisher is confirmed or fails within its time-out. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        publisher.close();
    }

    private void run() {
        try {
            follower.run();
            ended.complete(null);
        } catch (InterruptedException e) {
            ended.complete(null);
        } catch (RuntimeException e) {
            ended.completeExceptionally(e);
        }
    }
}
