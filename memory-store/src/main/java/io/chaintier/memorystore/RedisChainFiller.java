package io.chaintier.memorystore;

import io.chaintier.event.ChainId;
import io.chaintier.store.BlockDetail;
import io.chaintier.store.StoredBlock;
import java.util.List;

/**
 * Puts blocks that were read from disk into memory, for {@link RedisConfig#fillLife}. It replaces nothing: not the head,
 * not a place in the canonical index that memory knows of, not a block that memory has; so a slow reader cannot undo
 * what was written meanwhile. Safe for many threads.
 */
public final class RedisChainFiller implements AutoCloseable {
    private final Redis redis;
    private final WriteArguments arguments;

    /** Connects when first used. */
    public RedisChainFiller(RedisConfig config) {
        redis = new Redis(config);
        arguments = new WriteArguments(config.windowBlocks(), config.fillLife());
    }

    /**
     * @param whole     read to {@link BlockDetail#RECEIPTS}
     * @param canonical whether the disk has it as the canonical block of its number
     * @throws io.chaintier.store.StoreException if memory did not take it
     */
    public void fill(ChainId chain, StoredBlock whole, boolean canonical) {
        int bodies = whole.transactions().size();
        int receipts = whole.receipts().size();
        int count = whole.header().transactionCount();
        if (bodies != count || receipts != (whole.header().receiptsKnown() ? count : 0)) {
            throw new IllegalArgumentException("block " + whole.header().ref() + " is not whole: " + bodies
                    + " bodies and " + receipts + " receipts of " + count + " transactions");
        }
        redis.run("filling Redis", Script.WRITE, List.of(Keys.head(chain)), arguments.fill(whole, canonical));
    }

    @Override
    public void close() {
        redis.close();
    }
}
