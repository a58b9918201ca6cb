package io.chaintier.cli.demo;

import com.fasterxml.jackson.core.JsonGenerator;
import io.chaintier.event.BlockRef;
import io.chaintier.event.ChainId;
import io.chaintier.evm.EvmJson;
import io.chaintier.evm.EvmRenderer;
import io.chaintier.store.BlockDetail;
import io.chaintier.store.BlockHeader;
import io.chaintier.store.BlockSelector;
import io.chaintier.store.ChainHead;
import io.chaintier.store.ChainReader;
import io.chaintier.store.StoreException;
import io.chaintier.store.StoredBlock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What one tier holds of a chain, found out by reading it: the canonical blocks since the watch began, their
 * transactions and logs. For one thread.
 */
final class TierWatch implements AutoCloseable {
    /** More than this many blocks at once are skipped: the watch is for people, not for proof. */
    private static final int MOST_BLOCKS_A_LOOK = 200;

    private static final long MOST_REMEMBERED = 100_000;

    /**
     * What was found.
     *
     * @param head         empty while the tier has no block, or does not answer
     * @param reorganised  blocks that were replaced by others while the watch went on
     */
    record Figures(Optional<BlockRef> head, long blocks, long transactions, long logs, long reorganised) {}

    private record Content(BlockRef ref, int transactions, int logs) {}

    private final String tier;
    private final ChainId chain;
    private final ChainReader reader;
    private final EvmRenderer renderer = new EvmRenderer();
    private final NavigableMap<Long, Content> seen = new TreeMap<>();
    private Optional<BlockRef> head = Optional.empty();
    private long reorganised;

    /** @param reader of this tier alone; closed with the watch */
    TierWatch(String tier, ChainId chain, ChainReader reader) {
        this.tier = tier;
        this.chain = chain;
        this.reader = reader;
    }

    String tier() {
        return tier;
    }

    /** Reads what is new. A tier that does not answer is shown without a head. */
    Figures look() {
        try {
            head = reader.head(chain).map(ChainHead::head);
            head.ifPresent(this::catchUp);
        } catch (StoreException e) {
            head = Optional.empty();
        }
        return new Figures(
                head,
                seen.size(),
                seen.values().stream().mapToLong(Content::transactions).sum(),
                seen.values().stream().mapToLong(Content::logs).sum(),
                reorganised);
    }

    @Override
    public void close() {
        reader.close();
    }

    /** From the head downwards until a block is reached that was seen before. */
    private void catchUp(BlockRef newest) {
        reorganised += seen.tailMap(newest.number(), false).size();
        seen.tailMap(newest.number(), false).clear();
        Optional<BlockSelector> next = Optional.of(BlockSelector.hash(newest.hash()));
        for (int blocks = 0; next.isPresent() && blocks < MOST_BLOCKS_A_LOOK; blocks++) {
            next = reader.block(chain, next.get(), BlockDetail.RECEIPTS).flatMap(this::note);
        }
        while (seen.size() > MOST_REMEMBERED) {
            seen.pollFirstEntry();
        }
    }

    /** Returns the parent where it is not known yet. */
    private Optional<BlockSelector> note(StoredBlock block) {
        BlockHeader header = block.header();
        Content content = new Content(header.ref(), header.transactionCount(), logs(block));
        Content before = seen.put(header.ref().number(), content);
        if (before != null && !before.ref().equals(header.ref())) {
            reorganised++;
        }
        boolean known = before != null && before.ref().equals(header.ref());
        Content below = seen.get(header.ref().number() - 1);
        boolean linked = below != null && below.ref().hash().equals(header.parentHash());
        return known || linked || header.ref().number() == 0
                ? Optional.empty()
                : Optional.of(BlockSelector.hash(header.parentHash()));
    }

    private int logs(StoredBlock block) {
        BlockHeader header = block.header();
        EvmRenderer.BlockContext context = new EvmRenderer.BlockContext(
                header.ref(), header.parentHash(), header.timestamp(), header.bodyFormat(), header.header());
        int logs = 0;
        for (int i = 0; i < block.receipts().size(); i++) {
            ByteArrayOutputStream receipt = new ByteArrayOutputStream();
            try (JsonGenerator json = EvmJson.mapper().createGenerator(receipt)) {
                renderer.writeReceipt(
                        json,
                        context,
                        i,
                        block.transactionHashes().get(i),
                        block.transactions().get(i),
                        block.receipts().get(i));
                json.flush();
                logs += EvmJson.mapper()
                        .readTree(receipt.toByteArray())
                        .path("logs")
                        .size();
            } catch (IOException e) {
                throw new UncheckedIOException("rendering to memory", e);
            }
        }
        return logs;
    }
}
