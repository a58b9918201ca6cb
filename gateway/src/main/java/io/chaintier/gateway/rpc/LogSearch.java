package io.chaintier.gateway.rpc;

import io.chaintier.event.BlockRef;
import io.chaintier.event.ChainId;
import io.chaintier.event.Hash;
import io.chaintier.evm.EvmRenderer.BlockContext;
import io.chaintier.evm.ReceiptLog;
import io.chaintier.gateway.read.Answer;
import io.chaintier.gateway.read.TieredReader;
import io.chaintier.gateway.rpc.LogFilter.BlockRange;
import io.chaintier.gateway.rpc.RpcLimits.LogLimits;
import io.chaintier.store.BlockDetail;
import io.chaintier.store.BlockSelector;
import io.chaintier.store.ChainHead;
import io.chaintier.store.LogPage;
import io.chaintier.store.LogPage.BlockReceipts;
import io.chaintier.store.LogPage.IndexedReceipt;
import io.chaintier.store.LogQuery;
import io.chaintier.store.StoreUnavailableException;
import io.chaintier.store.StoredBlock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds logs, page by page. All that is found is of one branch of the chain: where a page does not link to the one below
 * it, because blocks were replaced meanwhile or one tier is behind another, the search begins anew. Safe for many threads.
 */
final class LogSearch {
    private static final int ATTEMPTS = 4;
    private static final int PAGE_RECEIPTS = 1_000;

    private final TieredReader reader;
    private final LogLimits limits;

    LogSearch(TieredReader reader, LogLimits limits) {
        this.reader = reader;
        this.limits = limits;
    }

    /**
     * What was found.
     *
     * @param logs    in chain order
     * @param removed whether they are of an abandoned block
     * @param sources where they were read
     * @param basis   the blocks that were searched
     */
    record Found(List<ReceiptLog> logs, boolean removed, Set<Source> sources, Basis basis) {}

    /**
     * @throws RpcException              if the range is not one of the chain, a block's receipts are not known, or more is
     *                                   found than is allowed
     * @throws StoreUnavailableException if some of it cannot be read now
     */
    Found find(ChainId chain, LogFilter filter) throws RpcException {
        if (filter.block().isPresent()) {
            return inBlock(chain, filter, filter.block().get());
        }
        BlockRange blocks = (BlockRange) filter.blocks();
        for (int attempt = 1; ; attempt++) {
            ChainHead head = reader.head(chain)
                    .value()
                    .orElseThrow(() -> RpcException.notFound("chain " + chain + " has no blocks"));
            LogQuery query = query(filter, blocks, head);
            try {
                Optional<Found> found = inRange(chain, filter, query, attempt > 1);
                if (found.isPresent()) {
                    return found.get();
                }
            } catch (StoreUnavailableException e) {
                if (attempt == ATTEMPTS || reader.head(chain).value().equals(Optional.of(head))) {
                    throw e;
                }
                // The chain has moved on: what could not be read may have been replaced.
            }
            if (attempt == ATTEMPTS) {
                throw RpcException.unavailable(
                        "blocks from " + query.from() + " to " + query.through()
                                + " were being replaced while logs were searched in them, or a store is behind another: try again");
            }
        }
    }

    private LogQuery query(LogFilter filter, BlockRange blocks, ChainHead head) throws RpcException {
        long from = number("fromBlock", blocks.from(), head);
        long to = number("toBlock", blocks.to(), head);
        if (to > head.head().number()) {
            throw RpcException.invalidParams("block range extends beyond current head block: toBlock is " + to
                    + ", the head is " + head.head().number());
        }
        if (from > to) {
            throw LogFilter.invalidRange(from, to);
        }
        if (to - from >= limits.rangeBlocks()) {
            throw tooMuch(
                    "query spans more than " + limits.rangeBlocks() + " blocks", from, from + limits.rangeBlocks() - 1);
        }
        return new LogQuery(from, to, filter.termSets());
    }

    private static long number(String field, BlockSelector which, ChainHead head) throws RpcException {
        if (which instanceof BlockSelector.ByNumber by) {
            return by.number();
        }
        BlockSelector.Tag tag = ((BlockSelector.AtTag) which).tag();
        Optional<BlockRef> block = switch (tag) {
            case HEAD -> Optional.of(head.head());
            case SAFE -> head.safe();
            case FINALIZED -> head.finalized();
        };
        return block.map(BlockRef::number)
                .orElseThrow(() -> RpcException.invalidInput(field + ": the chain has not said which block is "
                        + tag.name().toLowerCase(Locale.ROOT)));
    }

    /** Empty where the pages do not make one branch. */
    private Optional<Found> inRange(ChainId chain, LogFilter filter, LogQuery query, boolean passReplicas)
            throws RpcException {
        List<ReceiptLog> logs = new ArrayList<>();
        Set<Source> sources = EnumSet.noneOf(Source.class);
        Optional<Hash> below = Optional.empty();
        for (long next = query.from(); next <= query.through(); ) {
            Answer<LogPage> answer =
                    reader.logs(chain, query.within(next, query.through()), PAGE_RECEIPTS, passReplicas);
            LogPage page = answer.value().orElseThrow();
            if (page.isEmpty()) {
                throw ReceiptMethods.notKnown(page.unknown().orElseThrow());
            }
            if (below.isPresent() && page.parent().isPresent() && !below.equals(page.parent())) {
                return Optional.empty();
            }
            sources.addAll(Results.sources(answer));
            for (BlockReceipts block : page.blocks()) {
                addMatching(filter, block, logs);
                checkCount(logs, query.from(), block.header().ref().number());
            }
            below = page.top();
            next = page.through() + 1;
        }
        return Optional.of(new Found(logs, false, sources, Basis.canonicalUpTo(query.through())));
    }

    private static void addMatching(LogFilter filter, BlockReceipts block, List<ReceiptLog> logs) {
        BlockContext context = Results.context(block.header());
        for (IndexedReceipt receipt : block.receipts()) {
            ReceiptLog.of(context, receipt.index(), receipt.transaction(), receipt.body()).stream()
                    .filter(filter::matches)
                    .forEach(logs::add);
        }
    }

    /** One block may have any number of logs: nothing less can be asked for. */
    private void checkCount(List<ReceiptLog> logs, long from, long number) throws RpcException {
        if (logs.size() > limits.results() && number > from) {
            throw tooMuch("query returned more than " + limits.results() + " results", from, number - 1);
        }
    }

    /** The sentence is the one of a large provider, which client libraries look for. */
    private static RpcException tooMuch(String what, long from, long to) {
        String low = quantity(from);
        String high = quantity(to);
        return RpcException.limitExceeded(what + ". Try with this block range [" + low + ", " + high + "].")
                .withData(Map.of("from", low, "to", high));
    }

    private Found inBlock(ChainId chain, LogFilter filter, Hash hash) throws RpcException {
        Answer<StoredBlock> answer = reader.block(chain, BlockSelector.hash(hash), BlockDetail.RECEIPTS);
        StoredBlock block = answer.value().orElseThrow(() -> RpcException.invalidInput("unknown block " + hash));
        ReceiptMethods.checkKnown(block.header());
        List<ReceiptLog> logs = new ArrayList<>();
        BlockContext context = Results.context(block.header());
        for (int index = 0; index < block.receipts().size(); index++) {
            ReceiptLog.of(
                            context,
                            index,
                            block.transactionHashes().get(index),
                            block.receipts().get(index))
                    .stream()
                    .filter(filter::matches)
                    .forEach(logs::add);
        }
        return new Found(
                logs,
                !logs.isEmpty() && !isCanonical(chain, block.header().ref()),
                Results.sources(answer),
                Basis.blockByHash(block.header().ref().number()));
    }

    private boolean isCanonical(ChainId chain, BlockRef block) {
        return reader.block(chain, BlockSelector.number(block.number()), BlockDetail.HEADER)
                .value()
                .map(found -> found.header().ref())
                .equals(Optional.of(block));
    }

    private static String quantity(long number) {
        return "0x" + Long.toHexString(number);
    }
}
