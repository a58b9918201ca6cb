package io.chaintier.storetestkit;

import io.chaintier.event.Block;
import io.chaintier.event.BlockAppended;
import io.chaintier.event.BlockRef;
import io.chaintier.event.BlockReverted;
import io.chaintier.event.Bytes;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.event.FinalityAdvanced;
import io.chaintier.event.Hash;
import io.chaintier.event.Payload;
import io.chaintier.event.Receipt;
import io.chaintier.event.StateEntry;
import io.chaintier.event.Transaction;
import io.chaintier.store.BlockDetail;
import io.chaintier.store.BlockHeader;
import io.chaintier.store.BlockSelector;
import io.chaintier.store.ChainHead;
import io.chaintier.store.ChainReader;
import io.chaintier.store.ChainWriter;
import io.chaintier.store.LogPage;
import io.chaintier.store.LogPage.BlockReceipts;
import io.chaintier.store.LogPage.IndexedReceipt;
import io.chaintier.store.LogQuery;
import io.chaintier.store.Outcome;
import io.chaintier.store.StoredBlock;
import io.chaintier.store.StoredTransaction;
import io.chaintier.store.TransactionSelector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a store should answer, written as plainly as possible: it keeps the set of all events and searches it, newest
 * first, for every question. Safe for many threads.
 */
public final class ModelStore implements ChainWriter, ChainReader {
    private record StateKey(ChainId chain, String namespace, String key) {}

    private final Map<ChainId, NavigableMap<Long, ChainEvent>> events = new HashMap<>();
    private final Map<StateKey, StateEntry> states = new HashMap<>();

    @Override
    public synchronized List<Outcome> apply(List<ChainEvent> run) {
        run.forEach(event ->
                events.computeIfAbsent(event.chain(), chain -> new TreeMap<>()).put(event.sequence(), event));
        return Collections.nCopies(run.size(), Outcome.STORED);
    }

    @Override
    public synchronized List<Outcome> applyState(List<StateEntry> entries) {
        for (StateEntry entry : entries) {
            states.merge(
                    new StateKey(entry.chain(), entry.namespace(), entry.key()),
                    entry,
                    (old, now) -> now.version() > old.version() ? now : old);
        }
        return Collections.nCopies(entries.size(), Outcome.STORED);
    }

    @Override
    public void probe() {
        // Always there.
    }

    @Override
    public synchronized Set<ChainId> chains() {
        return events.keySet().stream()
                .filter(chain -> newest(
                                chain,
                                payload -> payload instanceof BlockAppended ? Optional.of(payload) : Optional.empty())
                        .isPresent())
                .collect(Collectors.toSet());
    }

    @Override
    public synchronized Optional<ChainHead> head(ChainId chain) {
        NavigableMap<Long, ChainEvent> log = log(chain);
        if (log.isEmpty()) {
            return Optional.empty();
        }
        FinalityAdvanced finality = newest(
                        chain,
                        payload ->
                                payload instanceof FinalityAdvanced advanced ? Optional.of(advanced) : Optional.empty())
                .orElse(new FinalityAdvanced(Optional.empty(), Optional.empty()));
        ChainEvent last = log.lastEntry().getValue();
        return Optional.of(
                new ChainHead(last.sequence(), last.envelope().head(), finality.safe(), finality.finalized()));
    }

    @Override
    public synchronized Optional<StoredBlock> block(ChainId chain, BlockSelector which, BlockDetail detail) {
        return find(chain, which).flatMap(hash -> block(chain, hash, detail));
    }

    @Override
    public synchronized Optional<StoredTransaction> transaction(
            ChainId chain, TransactionSelector which, boolean withReceipt) {
        if (which instanceof TransactionSelector.ByIndex at) {
            return find(chain, at.block())
                    .flatMap(hash -> block(chain, hash, BlockDetail.RECEIPTS))
                    .filter(block -> at.index() < block.header().transactionCount())
                    .map(block -> transaction(block, at.index(), withReceipt));
        }
        Hash hash = ((TransactionSelector.ByHash) which).hash();
        return log(chain).values().stream()
                .map(ChainEvent::payload)
                .filter(payload -> payload instanceof BlockAppended)
                .map(payload -> ((BlockAppended) payload).block())
                .filter(block -> hashes(block).contains(hash))
                .map(Block::ref)
                .filter(ref -> find(chain, BlockSelector.number(ref.number())).equals(Optional.of(ref.hash())))
                .findFirst()
                .flatMap(ref -> block(chain, ref.hash(), BlockDetail.RECEIPTS))
                .map(block -> transaction(block, block.transactionHashes().indexOf(hash), withReceipt));
    }

    @Override
    public synchronized Optional<StateEntry> state(ChainId chain, String namespace, String key) {
        return Optional.ofNullable(states.get(new StateKey(chain, namespace, key)));
    }

    @Override
    public synchronized LogPage logs(ChainId chain, LogQuery query, int limit) {
        long through = Math.min(
                query.through(), head(chain).map(known -> known.head().number()).orElse(-1L));
        List<BlockReceipts> found = new ArrayList<>();
        int receipts = 0;
        for (long number : appendedNumbers(chain, query.from(), through)) {
            Optional<Hash> hash = canonical(chain, number);
            if (hash.isPresent()) {
                StoredBlock block =
                        block(chain, hash.get(), BlockDetail.RECEIPTS).orElseThrow();
                if (!block.header().receiptsKnown()) {
                    return page(
                            chain,
                            query.from(),
                            number - 1,
                            found,
                            Optional.of(block.header().ref()));
                }
                List<IndexedReceipt> matching =
                        matching(block, receipts(chain, hash.get()).orElseThrow(), query.termSets());
                receipts += matching.size();
                if (!matching.isEmpty()) {
                    found.add(new BlockReceipts(block.header(), matching));
                }
                if (receipts >= limit) {
                    return page(chain, query.from(), number, found, Optional.empty());
                }
            }
        }
        return through < query.from()
                ? LogPage.nothing(query.from())
                : page(chain, query.from(), through, found, Optional.empty());
    }

    private List<Long> appendedNumbers(ChainId chain, long from, long through) {
        return log(chain).values().stream()
                .map(ChainEvent::payload)
                .filter(payload -> payload instanceof BlockAppended)
                .map(payload -> ((BlockAppended) payload).block().ref().number())
                .filter(number -> number >= from && number <= through)
                .distinct()
                .sorted()
                .toList();
    }

    private static List<IndexedReceipt> matching(StoredBlock block, List<Receipt> receipts, List<Set<Bytes>> termSets) {
        return IntStream.range(0, receipts.size())
                .filter(index -> {
                    List<Bytes> terms = receipts.get(index).terms();
                    return !terms.isEmpty()
                            && termSets.stream().allMatch(set -> terms.stream().anyMatch(set::contains));
                })
                .mapToObj(index -> new IndexedReceipt(
                        index,
                        block.transactionHashes().get(index),
                        block.receipts().get(index)))
                .toList();
    }

    private LogPage page(
            ChainId chain, long from, long through, List<BlockReceipts> found, Optional<BlockRef> unknown) {
        Optional<Hash> parent = canonical(chain, from)
                .flatMap(hash -> block(chain, hash, BlockDetail.HEADER))
                .map(block -> block.header().parentHash());
        return new LogPage(from, through, parent, canonical(chain, through), found, unknown);
    }

    @Override
    public synchronized List<StateEntry> states(ChainId chain, String namespace) {
        return states.values().stream()
                .filter(entry ->
                        entry.chain().equals(chain) && entry.namespace().equals(namespace))
                .sorted(Comparator.comparing(StateEntry::key))
                .toList();
    }

    @Override
    public void close() {
        // Holds nothing.
    }

    private Optional<Hash> find(ChainId chain, BlockSelector which) {
        if (which instanceof BlockSelector.ByHash by) {
            return Optional.of(by.hash());
        }
        Optional<ChainHead> head = head(chain);
        if (which instanceof BlockSelector.ByNumber by) {
            return head.filter(known -> by.number() <= known.head().number())
                    .flatMap(known -> canonical(chain, by.number()));
        }
        return head.flatMap(known -> switch (((BlockSelector.AtTag) which).tag()) {
                    case HEAD -> Optional.of(known.head());
                    case SAFE -> known.safe();
                    case FINALIZED -> known.finalized();
                })
                .map(BlockRef::hash);
    }

    private Optional<Hash> canonical(ChainId chain, long number) {
        return newest(chain, payload -> {
                    if (payload instanceof BlockAppended appended
                            && appended.block().ref().number() == number) {
                        return Optional.of(Optional.of(appended.block().ref().hash()));
                    }
                    if (payload instanceof BlockReverted reverted
                            && reverted.block().number() == number) {
                        return Optional.of(Optional.<Hash>empty());
                    }
                    return Optional.empty();
                })
                .flatMap(hash -> hash);
    }

    private Optional<StoredBlock> block(ChainId chain, Hash hash, BlockDetail detail) {
        return log(chain).descendingMap().values().stream()
                .filter(event -> event.payload() instanceof BlockAppended appended
                        && appended.block().ref().hash().equals(hash))
                .findFirst()
                .map(event -> block(event, receipts(chain, hash), detail));
    }

    private Optional<List<Receipt>> receipts(ChainId chain, Hash hash) {
        return newest(
                chain,
                payload -> payload instanceof BlockAppended appended
                                && appended.block().ref().hash().equals(hash)
                        ? appended.block().receipts()
                        : Optional.empty());
    }

    /** The newest thing that an event's payload has to say on a question. */
    private <T> Optional<T> newest(ChainId chain, Function<Payload, Optional<T>> question) {
        return log(chain).descendingMap().values().stream()
                .map(ChainEvent::payload)
                .map(question)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private NavigableMap<Long, ChainEvent> log(ChainId chain) {
        return events.getOrDefault(chain, Collections.emptyNavigableMap());
    }

    private static StoredBlock block(ChainEvent event, Optional<List<Receipt>> receipts, BlockDetail detail) {
        Block block = ((BlockAppended) event.payload()).block();
        BlockHeader header = new BlockHeader(
                event.sequence(),
                block.ref(),
                block.parentHash(),
                block.timestamp(),
                block.bodyFormat(),
                block.header(),
                block.transactions().size(),
                receipts.isPresent());
        List<Bytes> bodies =
                block.transactions().stream().map(Transaction::body).toList();
        List<Bytes> receiptBodies =
                receipts.orElse(List.of()).stream().map(Receipt::body).toList();
        return new StoredBlock(
                header,
                hashes(block),
                detail == BlockDetail.HEADER ? List.of() : bodies,
                detail == BlockDetail.RECEIPTS ? receiptBodies : List.of());
    }

    private static StoredTransaction transaction(StoredBlock block, int index, boolean withReceipt) {
        return new StoredTransaction(
                block.header(),
                index,
                block.transactionHashes().get(index),
                block.transactions().get(index),
                withReceipt && block.header().receiptsKnown()
                        ? Optional.of(block.receipts().get(index))
                        : Optional.empty());
    }

    private static List<Hash> hashes(Block block) {
        return block.transactions().stream().map(Transaction::hash).toList();
    }
}
