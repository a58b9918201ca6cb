package io.chaintier.diskstore;

import io.chaintier.event.BlockRef;
import io.chaintier.event.ChainId;
import io.chaintier.store.ChainHead;
import io.chaintier.store.LogPage;
import io.chaintier.store.LogQuery;
import java.util.Optional;

/** Searches for logs up to where all of the log index is there. Safe for many threads. */
final class LogPages {
    /** A page is found in several rounds, each of many requests: it may take as long as so many other reads. */
    static final int READS = 20;

    private final HeadReads heads;
    private final Optional<SettledHeads> settled;

    /** @param settled in the replica datacenter; empty in the primary, which has what was written */
    LogPages(HeadReads heads, Optional<SettledHeads> settled) {
        this.heads = heads;
        this.settled = settled;
    }

    LogPage page(ReadStatements statements, ChainId chain, LogQuery query, int limit) {
        return heads.head(statements, chain)
                .map(ChainHead::head)
                .flatMap(head -> searchable(statements, chain, head))
                .map(top -> new LogSearch(statements, chain).page(query, top, limit))
                .orElseGet(() -> LogPage.nothing(query.from()));
    }

    /** Empty where it is not known up to where the index is there. */
    private Optional<BlockRef> searchable(ReadStatements statements, ChainId chain, BlockRef head) {
        return settled.isEmpty()
                ? Optional.of(head)
                : settled.get().upTo(chain, head).filter(ref -> isCanonical(statements, chain, ref));
    }

    private static boolean isCanonical(ReadStatements statements, ChainId chain, BlockRef ref) {
        return new CanonicalBlocks(statements, chain)
                .register(ref.number())
                .filter(register -> register.hash().equals(ref.hash()))
                .isPresent();
    }
}
