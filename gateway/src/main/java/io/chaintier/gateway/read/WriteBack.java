package io.chaintier.gateway.read;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.chaintier.event.BlockRef;
import io.chaintier.event.ChainId;
import io.chaintier.event.Hash;
import io.chaintier.store.BlockDetail;
import io.chaintier.store.BlockSelector;
import io.chaintier.store.ChainReader;
import io.chaintier.store.StoreException;
import io.chaintier.store.StoredBlock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings blocks that had to be read from disk into memory, in the background (R2). Nobody waits for it and nothing
 * depends on it: when it is busy, blocks are dropped, and the next read of them tries again. One flight per block at a
 * time, and a block that was brought or failed is left alone for a few seconds. Safe for many threads.
 */
public final class WriteBack implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WriteBack.class);
    private static final Duration LEFT_ALONE = Duration.ofSeconds(10);
    private static final int REMEMBERED_BLOCKS = 10_000;

    private final MemoryFill memory;
    private final ThreadPoolExecutor threads;
    private final Cache<BlockKey, Boolean> recent = Caffeine.newBuilder()
            .expireAfterWrite(LEFT_ALONE)
            .maximumSize(REMEMBERED_BLOCKS)
            .build();
    private final LongAdder written = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder failed = new LongAdder();

    /** The memory store's way in for blocks that did not come from the topic. */
    @FunctionalInterface
    public interface MemoryFill extends AutoCloseable {
        /**
         * Stores a block beside what the sink writes, under the same rules: what is newer in memory stays (I1, I2).
         *
         * @param block     read with {@link BlockDetail#RECEIPTS}
         * @param canonical whether it is the canonical block of its number
         * @throws StoreException if memory does not take it
         */
        void fill(ChainId chain, StoredBlock block, boolean canonical);

        @Override
        default void close() {
            // Most hold nothing.
        }
    }

    private record BlockKey(ChainId chain, Hash hash) {}

    /**
     * @param memory      closed with this
     * @param threads     how many blocks are brought at a time
     * @param queueBlocks how many may wait
     */
    public WriteBack(MemoryFill memory, int threads, int queueBlocks) {
        this.memory = memory;
        this.threads = new ThreadPoolExecutor(
                threads, threads, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(queueBlocks), task -> {
                    Thread thread = new Thread(task, "write-back");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /**
     * Takes note that a block was read from disk; returns at once.
     *
     * @param disk where to read it, whole
     */
    void offer(ChainId chain, BlockRef block, ChainReader disk) {
        BlockKey key = new BlockKey(chain, block.hash());
        if (recent.asMap().putIfAbsent(key, true) != null) {
            return;
        }
        try {
            threads.execute(() -> bring(chain, block, disk));
        } catch (RejectedExecutionException e) {
            recent.invalidate(key);
            dropped.increment();
        }
    }

    private void bring(ChainId chain, BlockRef block, ChainReader disk) {
        try {
            Optional<StoredBlock> whole = disk.block(chain, BlockSelector.hash(block.hash()), BlockDetail.RECEIPTS);
            boolean canonical = disk.block(chain, BlockSelector.number(block.number()), BlockDetail.HEADER)
                    .map(found -> found.header().ref().hash())
                    .equals(Optional.of(block.hash()));
            whole.ifPresent(found -> {
                memory.fill(chain, found, canonical);
                written.increment();
            });
        } catch (StoreException e) {
            failed.increment();
            LOG.debug("block {} of {} was not brought into memory: {}", block, chain, e.getMessage());
        }
    }

    /** What became of the blocks so far. */
    public Figures figures() {
        return new Figures(
                written.sum(), dropped.sum(), failed.sum(), threads.getQueue().size());
    }

    /** Gives up what waits; what is being written is finished, for a second at most. */
    @Override
    public void close() {
        threads.shutdown();
        threads.getQueue().clear();
        try {
            threads.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        memory.close();
    }

    /**
     * @param written blocks that memory took
     * @param dropped blocks that found the queue full
     * @param failed  blocks that disk did not give or memory did not take
     * @param waiting blocks in the queue now
     */
    public record Figures(long written, long dropped, long failed, int waiting) {}
}
