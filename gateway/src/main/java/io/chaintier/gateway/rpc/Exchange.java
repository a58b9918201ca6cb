package io.chaintier.gateway.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.chaintier.store.RequestDeadline;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;

/**
 * One request on its way: until when somebody waits for the answer. Shared between the thread that works on it and
 * the one that keeps the time.
 */
public final class Exchange {
    private final RequestDeadline deadline;
    private volatile boolean abandoned;
    private volatile boolean batch;
    private volatile List<JsonNode> ids = List.of();
    private final Optional<Subscriptions> subscriptions;
    private final Queue<Runnable> afterAnswer = new ConcurrentLinkedQueue<>();

    /** @param nanoClock as {@link System#nanoTime} */
    public Exchange(Duration timeout, LongSupplier nanoClock) {
        this(timeout, nanoClock, Optional.empty());
    }

    /** @param subscriptions of the connection that the request came over; empty where there can be none */
    public Exchange(Duration timeout, LongSupplier nanoClock, Optional<Subscriptions> subscriptions) {
        this.subscriptions = subscriptions;
        deadline = RequestDeadline.in(timeout, nanoClock);
    }

    /** Nobody waits any more: no further work is worth doing. */
    public void abandon() {
        abandoned = true;
    }

    boolean isAbandoned() {
        return abandoned;
    }

    /** Whether nobody waits any more, or not for long. */
    public boolean isOver() {
        return abandoned || deadline.isOver();
    }

    /** Until when somebody waits. */
    public RequestDeadline deadline() {
        return deadline;
    }

    /** What there is to answer, as soon as that is known. */
    void received(boolean isBatch, List<JsonNode> idsToAnswer) {
        batch = isBatch;
        ids = List.copyOf(idsToAnswer);
    }

    /** A method that can be called over this connection alone. */
    Optional<RpcMethod> method(String name) {
        return subscriptions.flatMap(all -> all.method(name, this));
    }

    /** Has something done once the answer is on its way. */
    void afterAnswer(Runnable task) {
        afterAnswer.add(task);
    }

    /** The answer is on its way. */
    public void answered() {
        afterAnswer.forEach(Runnable::run);
        afterAnswer.clear();
    }

    /** The same error for all that there is to answer. */
    public Reply allFailed(RpcException error) {
        List<JsonNode> known = ids;
        ReplyWriter reply = new ReplyWriter(batch && !known.isEmpty());
        if (known.isEmpty()) {
            reply.error(NullNode.instance, error);
        }
        known.forEach(id -> reply.error(id, error));
        return reply.finish(Optional.empty());
    }
}
