package io.chaintier.diskstore;

import io.chaintier.diskstore.LogCandidates.Told;
import io.chaintier.event.BlockRef;
import io.chaintier.event.ChainId;
import io.chaintier.event.Hash;
import io.chaintier.store.LogPage;
import io.chaintier.store.LogPage.BlockReceipts;
import io.chaintier.store.LogQuery;
import io.chaintier.store.StoreUnavailableException;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeSet;

/**
 * One page of a search for logs: what the log index suggests is looked up in the canonical index, and what is canonical
 * is read. If the canonical block at the top of the range is another one afterwards, all of it is done again, so a page is
 * of one branch.
 */
final class LogSearch {
    private static final int ATTEMPTS = 4;

    private final ReadStatements statements;
    private final ChainId chain;
    private final CanonicalBlocks canonical;

    LogSearch(ReadStatements statements, ChainId chain) {
        this.statements = statements;
        this.chain = chain;
        canonical = new CanonicalBlocks(statements, chain);
    }

    /** @param head up to where this datacenter has all blocks */
    LogPage page(LogQuery query, BlockRef head, int limit) {
        long top = Math.min(query.through(), head.number());
        if (top < query.from()) {
            return LogPage.nothing(query.from());
        }
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<CanonicalBlocks.Register> before = canonical.register(top);
            LogPage page = page(query.within(query.from(), top), limit);
            if (canonical.register(top).equals(before)) {
                return page;
            }
        }
        throw new StoreUnavailableException("the blocks of " + chain + " up to " + top
                + " were replaced each time that logs were searched in them");
    }

    private LogPage page(LogQuery query, int limit) {
        LogCandidates candidates = new LogScan(statements, chain, query).upTo(limit);
        TreeSet<Long> numbers = new TreeSet<>(List.of(query.from(), candidates.through()));
        candidates.receipts().keySet().forEach(told -> numbers.add(told.number()));
        candidates.unknown().forEach(told -> numbers.add(told.number()));
        NavigableMap<Long, CanonicalBlocks.Block> blocks = canonical.at(numbers);
        Optional<BlockRef> unknown = candidates.unknown().stream()
                .flatMap(told -> Optional.ofNullable(blocks.get(told.number())).stream())
                .filter(block -> block.found().receipts().isEmpty())
                .map(block -> block.found().header().ref())
                .findFirst();
        long through = unknown.map(ref -> ref.number() - 1).orElse(candidates.through());
        List<BlockReceipts> found = new ReceiptReads(statements, chain)
                .receipts(candidates.receipts().headMap(Told.lastOf(through), true), blocks);
        Optional<Hash> parent = Optional.ofNullable(blocks.get(query.from()))
                .map(block -> block.found().header().parentHash());
        return new LogPage(query.from(), through, parent, top(through, blocks), found, unknown);
    }

    private Optional<Hash> top(long through, NavigableMap<Long, CanonicalBlocks.Block> blocks) {
        return blocks.containsKey(through)
                ? Optional.of(blocks.get(through).found().header().ref().hash())
                : canonical.register(through).map(CanonicalBlocks.Register::hash);
    }
}
