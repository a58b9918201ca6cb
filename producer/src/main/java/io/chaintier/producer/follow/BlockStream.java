package io.chaintier.producer.follow;

import io.chaintier.event.Block;
import io.chaintier.producer.rpc.NodeException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * Blocks of a range of numbers in order, fetched in several batches at once ahead of the one that takes them. One
 * thread takes; to be closed, for then fetches under way are given up.
 */
final class BlockStream implements AutoCloseable {
    private final EvmNode node;
    private final ExecutorService threads;
    private final FollowerConfig config;
    private final long toExclusive;
    private final ArrayDeque<Future<List<Block>>> ahead = new ArrayDeque<>();
    private final ArrayDeque<Block> fetched = new ArrayDeque<>();
    private long nextFetch;

    /** @param threads stay the caller's */
    BlockStream(EvmNode node, ExecutorService threads, FollowerConfig config, long from, long toExclusive) {
        this.node = node;
        this.threads = threads;
        this.config = config;
        this.nextFetch = from;
        this.toExclusive = toExclusive;
    }

    boolean hasNext() {
        return !fetched.isEmpty() || !ahead.isEmpty() || nextFetch < toExclusive;
    }

    /** @throws NodeException if the block could not be fetched; the stream ends with it */
    Block next() throws InterruptedException {
        fetchAhead();
        if (fetched.isEmpty()) {
            try {
                fetched.addAll(ahead.remove().get());
            } catch (ExecutionException e) {
                throw e.getCause() instanceof NodeException failure ? failure : new IllegalStateException(e.getCause());
            }
        }
        return fetched.remove();
    }

    @Override
    public void close() {
        ahead.forEach(fetch -> fetch.cancel(true));
    }

    private void fetchAhead() {
        while (ahead.size() < config.parallelBatches() && nextFetch < toExclusive) {
            long from = nextFetch;
            long to = Math.min(from + config.batchBlocks(), toExclusive);
            ahead.add(threads.submit(() -> node.blocks(from, to)));
            nextFetch = to;
        }
    }
}
