package io.chaintier.producer.follow;

import io.chaintier.config.Settings;
import io.chaintier.event.BlockRef;
import io.chaintier.event.ChainId;
import io.chaintier.producer.publish.ChainPublisher;
import io.chaintier.producer.publish.PublisherConfig;
import io.chaintier.producer.publish.PublisherStatus;
import io.chaintier.producer.testing.Publishers;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/** A follower on a thread of its own, with its publisher; closing it stops both. */
final class Following implements AutoCloseable, FollowListener {
    final List<Integer> reorganisations = new CopyOnWriteArrayList<>();
    final List<String> troubles = new CopyOnWriteArrayList<>();

    private final ChainPublisher publisher;
    private final Thread thread;
    private final AtomicReference<RuntimeException> failure = new AtomicReference<>();

    Following(String bootstrap, ChainId chain, URI node) throws InterruptedException {
        this(Publishers.config(bootstrap, chain, "follower"), chain, node);
    }

    Following(PublisherConfig publishing, ChainId chain, URI node) throws InterruptedException {
        FollowerConfig config =
                FollowerConfig.from(Settings.of(Map.of("follow.poll.interval.ms", "100", "follow.behind.ms", "500")));
        this.publisher = ChainPublisher.open(publishing, chain);
        Follower follower = new Follower(publisher, node, config, this);
        this.thread = new Thread(() -> run(follower), "follower");
        thread.start();
    }

    /** The head that is confirmed. */
    Optional<BlockRef> head() {
        if (failure.get() != null) {
            throw failure.get();
        }
        return publisher.head();
    }

    PublisherStatus status() {
        return publisher.status();
    }

    /** Why following ended, once it did. */
    RuntimeException failure() throws InterruptedException {
        thread.join(Duration.ofSeconds(60).toMillis());
        return failure.get();
    }

    @Override
    public void appended(BlockRef block, int transactions) {}

    @Override
    public void reorganised(int depth, BlockRef ancestor) {
        reorganisations.add(depth);
    }

    @Override
    public void nodeFailed(String why, Duration retryIn) {
        troubles.add(why);
    }

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

    private void run(Follower follower) {
        try {
            follower.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            failure.set(e);
        }
    }
}
