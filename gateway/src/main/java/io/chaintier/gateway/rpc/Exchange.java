package io.chaintier.gateway.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * One HTTP request on its way: until when somebody waits for the answer. Shared between the thread that works on it and
 * the one that keeps the time.
 */
public final class Exchange {
    private final LongSupplier nanoClock;
    private final long deadlineNanos;
    private volatile boolean abandoned;
    private volatile boolean batch;
    private volatile List<JsonNode> ids = List.of();

    /** @param nanoClock as {@link System#nanoTime} */
    public Exchange(Duration timeout, LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        deadlineNanos = nanoClock.getAsLong() + timeout.toNanos();
    }

    /** Nobody waits any more: no further work is worth doing. */
    public void abandon() {
        abandoned = true;
    }

    boolean isAbandoned() {
        return abandoned;
    }

    boolean isOver() {
        return abandoned || nanoClock.getAsLong() - deadlineNanos >= 0;
    }

    /** Until nobody waits any more; zero or less when it is over. */
    Duration remaining() {
        return Duration.ofNanos(deadlineNanos - nanoClock.getAsLong());
    }

    /** What there is to answer, as soon as that is known. */
    void received(boolean isBatch, List<JsonNode> idsToAnswer) {
        batch = isBatch;
        ids = List.copyOf(idsToAnswer);
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
