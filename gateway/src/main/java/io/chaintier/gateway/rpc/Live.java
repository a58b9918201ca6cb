package io.chaintier.gateway.rpc;

import static java.util.Objects.requireNonNull;

import io.chaintier.gateway.feed.Feed;

/**
 * What moves, and who is told.
 *
 * @param feed     follows the topic
 * @param notifier tells subscriptions
 * @param filters  are asked
 */
public record Live(Feed feed, Notifier notifier, Filters filters) implements AutoCloseable {
    public Live {
        requireNonNull(feed, "feed");
        requireNonNull(notifier, "notifier");
        requireNonNull(filters, "filters");
    }

    /**
     * @param feed closed with this
     * @param logs what a filter of logs may ask for
     */
    public static Live of(Feed feed, LiveLimits limits, RpcLimits.LogLimits logs) {
        Notifier notifier = new Notifier(feed, limits.subscriptions(), logs.alternatives());
        return new Live(feed, notifier, new Filters(notifier, limits, System::nanoTime));
    }

    @Override
    public void close() {
        notifier.close();
        feed.close();
    }
}
