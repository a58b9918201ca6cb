package io.chaintier.gateway.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import io.chaintier.event.ChainId;
import io.chaintier.evm.EvmRenderer;
import io.chaintier.gateway.feed.ChainFeed;
import io.chaintier.gateway.feed.Feed;
import io.chaintier.gateway.feed.FeedUnavailableException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;

/** Tells clients what moves: one thread for all of them, which never waits for any. Safe for many threads. */
public final class Notifier implements AutoCloseable {
    private static final int ID_BYTES = 16;

    private final Feed feed;
    private final int maxOfConnection;
    private final int alternatives;
    private final News news = new News(new EvmRenderer());
    private final SecureRandom random = new SecureRandom();
    private final Set<Subscriptions> connections = ConcurrentHashMap.newKeySet();
    private final LongAdder ended = new LongAdder();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread notifier = new Thread(task, "notifier");
        notifier.setDaemon(true);
        return notifier;
    });

    /**
     * @param feed            stays the caller's
     * @param maxOfConnection subscriptions that one connection can have
     * @param alternatives    of a filter of logs: addresses, or topics of one place
     */
    public Notifier(Feed feed, int maxOfConnection, int alternatives) {
        this.alternatives = alternatives;
        this.feed = feed;
        this.maxOfConnection = maxOfConnection;
    }

    /**
     * @param open  subscriptions now
     * @param ended connections that were closed because they were too slow, or something was missed
     */
    public record Figures(int open, long ended) {}

    public Figures figures() {
        return new Figures(connections.stream().mapToInt(Subscriptions::size).sum(), ended.sum());
    }

    /** The subscriptions of a new connection: none yet. */
    public Subscriptions of(Outlet client) {
        Subscriptions subscriptions = new Subscriptions(this, client, maxOfConnection);
        connections.add(subscriptions);
        return subscriptions;
    }

    News news() {
        return news;
    }

    /** @throws RpcException if nobody can begin to listen now */
    ChainFeed feed(ChainId chain) throws RpcException {
        try {
            return feed.of(chain);
        } catch (FeedUnavailableException e) {
            throw RpcException.unavailable(e.getMessage());
        }
    }

    /** @throws RpcException if the object is no filter of logs */
    LogFilter logFilter(String label, JsonNode object) throws RpcException {
        return LogFilter.parse(label, object, alternatives);
    }

    /** An id that nobody can guess. */
    String newId() {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        return "0x" + HexFormat.of().formatHex(id);
    }

    void execute(Runnable telling) {
        try {
            thread.execute(telling);
        } catch (RejectedExecutionException e) {
            // The gateway is stopping, and has said so to every client.
        }
    }

    void countEnded() {
        ended.increment();
    }

    void forget(Subscriptions subscriptions) {
        connections.remove(subscriptions);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
