package io.chaintier.gateway.read;

import io.chaintier.event.BlockRef;
import io.chaintier.event.ChainId;
import io.chaintier.event.StateEntry;
import io.chaintier.retry.CircuitBreaker;
import io.chaintier.store.BlockDetail;
import io.chaintier.store.BlockSelector;
import io.chaintier.store.ChainHead;
import io.chaintier.store.ChainReader;
import io.chaintier.store.LogPage;
import io.chaintier.store.LogQuery;
import io.chaintier.store.StoreException;
import io.chaintier.store.StorePart;
import io.chaintier.store.StoreUnavailableException;
import io.chaintier.store.StoredBlock;
import io.chaintier.store.StoredTransaction;
import io.chaintier.store.TransactionSelector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * The read path (R2, R6): memory, then replica, then primary, then a definite not-found. A tier that cannot answer is
 * passed over. Blocks that disk had to answer are handed to a {@link WriteBack}, so that the next read finds them in
 * memory. However many ask the same at once, it is read once. Safe for many threads; a call takes at most the sum of what
 * the tiers allow themselves, and not longer than the thread's {@link io.chaintier.store.RequestDeadline}.
 *
 * <p>What this reader answered it does not take back. Per chain it remembers, for as long as it lives, the newest head
 * it has answered:
 *
 * <ul>
 *   <li>A head that is older is not answered; the next tier is asked, and where none is new enough the call fails. So
 *       the head goes backwards only in a reorganisation. Tags are answered as the head and a look-up by hash.
 *   <li>"Not found" is believed only of the last disk tier there is, for what memory or the replica lacks may be on its
 *       way; and only if one of the tiers that answered has a head that new. The same goes for what disk says about
 *       mutable things: the canonical block of a number, and whether a transaction's block is canonical. Else an older
 *       tier would contradict what a newer one has shown before it went down.
 * </ul>
 *
 * <p>Memory's own hits are believed as they are.
 */
public final class TieredReader implements AutoCloseable {
    /** A disk tier itself stops asking those of its shards that fail: the others need not suffer for them. */
    private static final CircuitBreaker NEVER = new CircuitBreaker(Integer.MAX_VALUE, Duration.ZERO, System::nanoTime);

    private final List<GuardedTier> tiers;
    private final Optional<WriteBack> writeBack;
    private final AnsweredHeads answeredHeads;
    private final SingleFlight<Question<ChainId>, Answer<ChainHead>> heads = new SingleFlight<>();
    private final SingleFlight<Question<BlockQuestion>, Answer<StoredBlock>> blocks = new SingleFlight<>();
    private final SingleFlight<Question<TransactionQuestion>, Answer<StoredTransaction>> transactions =
            new SingleFlight<>();

    /**
     * What can share an answer. An answer that was begun before a newer head was shown may lack what that head has, so
     * whoever was shown it asks another question.
     *
     * @param answered sequence of the newest head answered before
     */
    private record Question<T>(T what, long answered) {}

    private record BlockQuestion(ChainId chain, BlockSelector which, BlockDetail detail) {}

    private record TransactionQuestion(ChainId chain, TransactionSelector which, boolean withReceipt) {}

    /**
     * @param readers   the tiers to ask, at least one; closed with this reader
     * @param breaker   when to stop asking a tier that fails
     * @param writeBack where blocks that disk answered go; closed first
     */
    public TieredReader(Map<Tier, ChainReader> readers, BreakerConfig breaker, WriteBack writeBack) {
        this(readers, breaker, Optional.of(writeBack), System::nanoTime);
    }

    /** A reader that brings nothing back into memory. */
    public TieredReader(Map<Tier, ChainReader> readers, BreakerConfig breaker) {
        this(readers, breaker, Optional.empty(), System::nanoTime);
    }

    TieredReader(
            Map<Tier, ChainReader> readers,
            BreakerConfig breaker,
            Optional<WriteBack> writeBack,
            LongSupplier nanoClock) {
        if (readers.isEmpty()) {
            throw new IllegalArgumentException("a reader needs at least one tier");
        }
        SortedMap<Tier, ChainReader> inOrder = new TreeMap<>(readers);
        this.tiers = inOrder.entrySet().stream()
                .map(entry -> new GuardedTier(
                        entry.getKey(),
                        entry.getValue(),
                        entry.getKey().isDisk()
                                ? NEVER
                                : new CircuitBreaker(breaker.failures(), breaker.backOff(), nanoClock),
                        nanoClock))
                .toList();
        this.writeBack = writeBack;
        answeredHeads = new AnsweredHeads(nanoClock);
    }

    /**
     * When memory, or a shard of a disk tier, counts as dead, and for how long it is left alone.
     *
     * @param failures in a row until it is skipped, 1 or more
     * @param backOff  between two probes of what is skipped
     */
    public record BreakerConfig(int failures, Duration backOff) {
        public BreakerConfig {
            if (failures < 1 || backOff.isNegative()) {
                throw new IllegalArgumentException(
                        "expected 1 failure or more and a time, but got " + failures + " and " + backOff);
            }
        }
    }

    /**
     * @param chains   that any tier has blocks of
     * @param complete whether every tier answered; if not, there may be more chains
     */
    public record KnownChains(Set<ChainId> chains, boolean complete) {
        public KnownChains {
            chains = Set.copyOf(chains);
        }
    }

    /**
     * @param entries  the newest of each key that any tier has, in the order of the keys
     * @param complete whether every tier answered; if not, there may be more keys, and newer entries
     */
    public record KnownStates(List<StateEntry> entries, boolean complete) {
        public KnownStates {
            entries = List.copyOf(entries);
        }
    }

    /**
     * The chains that there are.
     *
     * @throws StoreUnavailableException if no tier can answer
     */
    public KnownChains chains() {
        List<Set<ChainId>> answers = askAll(ChainReader::chains);
        Set<ChainId> chains = answers.stream().flatMap(Set::stream).collect(Collectors.toSet());
        return new KnownChains(chains, answers.size() == tiers.size());
    }

    /** @throws StoreUnavailableException if no tier can answer */
    private <T> List<T> askAll(Function<ChainReader, T> query) {
        List<T> answers = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        for (GuardedTier tier : tiers) {
            try {
                answers.add(tier.ask(query));
            } catch (StoreException e) {
                reasons.add(tier.tier() + ": " + e.getMessage());
            }
        }
        if (answers.isEmpty()) {
            throw unavailable(reasons);
        }
        return answers;
    }

    /**
     * The newest head of the first tier that is not behind what was answered before.
     *
     * @throws StoreUnavailableException if there is none
     */
    public Answer<ChainHead> head(ChainId chain) {
        long answered = answeredHeads.sequence(chain);
        return heads.join(new Question<>(chain, answered), () -> head(chain, answered));
    }

    private Answer<ChainHead> head(ChainId chain, long answered) {
        List<String> reasons = new ArrayList<>();
        for (GuardedTier tier : tiers) {
            try {
                Optional<ChainHead> head = tier.read(store -> store.head(chain));
                long sequence = head.map(ChainHead::sequence).orElse(-1L);
                tier.saw(chain, sequence);
                if (sequence < answered) {
                    reasons.add(tier.tier() + ": is behind what was answered before");
                } else if (head.isPresent()) {
                    return Answer.found(answeredHeads.note(chain, head.get()), tier.tier());
                }
            } catch (StoreException e) {
                reasons.add(tier.tier() + ": " + e.getMessage());
            }
        }
        if (!reasons.isEmpty()) {
            throw unavailable(reasons);
        }
        return Answer.notFound();
    }

    /** The newest head that was answered, without asking any tier; empty before the first. */
    public Optional<KnownHead> knownHead(ChainId chain) {
        return answeredHeads.newest(chain);
    }

    /**
     * A block, whole to the depth asked for.
     *
     * @throws StoreUnavailableException if it was not found and may exist all the same
     */
    public Answer<StoredBlock> block(ChainId chain, BlockSelector which, BlockDetail detail) {
        Optional<BlockSelector> fixed = withoutTag(chain, which);
        if (fixed.isEmpty()) {
            return Answer.notFound();
        }
        long answered = answeredHeads.sequence(chain);
        Answer<StoredBlock> block = blocks.join(
                new Question<>(new BlockQuestion(chain, fixed.get(), detail), answered),
                () -> find(chain, answered, isMutable(fixed.get()), store -> store.block(chain, fixed.get(), detail)));
        block.value().ifPresent(found -> remember(chain, found.header().ref(), block));
        return block;
    }

    /**
     * A transaction; by its hash only where it is canonical.
     *
     * @param withReceipt whether to read the receipt as well
     * @throws StoreUnavailableException if it was not found and may exist all the same
     */
    public Answer<StoredTransaction> transaction(ChainId chain, TransactionSelector which, boolean withReceipt) {
        Optional<TransactionSelector> fixed = withoutTag(chain, which);
        if (fixed.isEmpty()) {
            return Answer.notFound();
        }
        long answered = answeredHeads.sequence(chain);
        Answer<StoredTransaction> transaction = transactions.join(
                new Question<>(new TransactionQuestion(chain, fixed.get(), withReceipt), answered),
                () -> find(
                        chain,
                        answered,
                        isMutable(fixed.get()),
                        store -> store.transaction(chain, fixed.get(), withReceipt)));
        transaction.value().ifPresent(found -> remember(chain, found.block().ref(), transaction));
        return transaction;
    }

    /**
     * One page of a search for logs, which begins where the query does; the tiers of several pages may differ, and what
     * they say together is of one branch where the pages are linked (see {@link LogPage}).
     *
     * @param limit        as in {@link ChainReader#logs}
     * @param passReplicas whether to read disk where it is written, for the replica's pages did not link to others
     * @return always a page; one of no blocks names the block at the beginning, whose receipts are not known
     * @throws StoreUnavailableException if no tier has the block at the beginning
     */
    public Answer<LogPage> logs(ChainId chain, LogQuery query, int limit, boolean passReplicas) {
        long answered = answeredHeads.sequence(chain);
        List<GuardedTier> asked = tiers.stream()
                .filter(tier -> !passReplicas || tier.tier() != Tier.REPLICA || tier == tiers.get(tiers.size() - 1))
                .toList();
        return new TieredLogs(asked, witnesses -> anyHasReached(chain, answered, witnesses)).page(chain, query, limit);
    }

    /**
     * The newest entry of a key, which may be a removal.
     *
     * @throws StoreUnavailableException if it was not found and may exist all the same
     */
    public Answer<StateEntry> state(ChainId chain, String namespace, String key) {
        return find(chain, answeredHeads.sequence(chain), true, store -> store.state(chain, namespace, key));
    }

    /**
     * The newest entry of every key of a namespace, removals included. Every tier is asked: memory has what is newest and
     * lacks what it has forgotten, disk lacks nothing and may be late.
     *
     * @throws StoreUnavailableException if no tier can answer
     */
    public KnownStates states(ChainId chain, String namespace) {
        List<List<StateEntry>> answers = askAll(store -> store.states(chain, namespace));
        SortedMap<String, StateEntry> newest = new TreeMap<>();
        answers.stream()
                .flatMap(List::stream)
                .forEach(entry -> newest.merge(
                        entry.key(), entry, (one, other) -> one.version() >= other.version() ? one : other));
        return new KnownStates(List.copyOf(newest.values()), answers.size() == tiers.size());
    }

    /** How many found somebody reading the same, and shared the answer. */
    public long sharedReads() {
        return heads.shared() + blocks.shared() + transactions.shared();
    }

    /** What became of the reads of each tier, in the order of the tiers. */
    public List<TierReads> reads() {
        return tiers.stream().map(GuardedTier::reads).toList();
    }

    /** The parts of each tier that has some, in the order of the tiers. */
    public SortedMap<Tier, List<StorePart>> parts() {
        SortedMap<Tier, List<StorePart>> parts = new TreeMap<>();
        tiers.stream()
                .filter(tier -> !tier.reader().parts().isEmpty())
                .forEach(tier -> parts.put(tier.tier(), tier.reader().parts()));
        return parts;
    }

    /** Asks every tier something small; true for those that answered, in the order of the tiers. */
    public SortedMap<Tier, Boolean> probe() {
        SortedMap<Tier, Boolean> answers = new TreeMap<>();
        tiers.forEach(tier -> answers.put(tier.tier(), tier.answers()));
        return answers;
    }

    @Override
    public void close() {
        writeBack.ifPresent(WriteBack::close);
        tiers.forEach(tier -> tier.reader().close());
    }

    private <T> Answer<T> find(
            ChainId chain, long answered, boolean mutable, Function<ChainReader, Optional<T>> query) {
        List<GuardedTier> witnesses = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        for (GuardedTier tier : tiers) {
            try {
                Optional<T> value = tier.read(query);
                witnesses.add(tier);
                if (value.isPresent() && believed(tier, mutable, chain, answered, witnesses)) {
                    return Answer.found(value.get(), tier.tier());
                }
            } catch (StoreException e) {
                reasons.add(tier.tier() + ": " + e.getMessage());
            }
        }
        GuardedTier last = tiers.get(tiers.size() - 1);
        if (!last.tier().isDisk()) {
            reasons.add("memory does not have it, and no disk tier is configured");
        } else if (!anyHasReached(chain, answered, witnesses)) {
            reasons.add("what answers is behind what was answered before");
        } else if (witnesses.contains(last)) {
            return Answer.notFound();
        }
        throw unavailable(reasons);
    }

    private static boolean believed(
            GuardedTier tier, boolean mutable, ChainId chain, long answered, List<GuardedTier> witnesses) {
        return !mutable || !tier.tier().isDisk() || anyHasReached(chain, answered, witnesses);
    }

    private static boolean anyHasReached(ChainId chain, long sequence, List<GuardedTier> witnesses) {
        return sequence < 0 || witnesses.stream().anyMatch(tier -> tier.hasReached(chain, sequence));
    }

    private void remember(ChainId chain, BlockRef block, Answer<?> answer) {
        tiers.stream()
                .filter(tier -> tier.tier().isDisk() && answer.tier().equals(Optional.of(tier.tier())))
                .forEach(tier -> writeBack.ifPresent(to -> to.offer(chain, block, tier.reader())));
    }

    private Optional<BlockSelector> withoutTag(ChainId chain, BlockSelector which) {
        if (!(which instanceof BlockSelector.AtTag at)) {
            return Optional.of(which);
        }
        return head(chain)
                .value()
                .flatMap(head -> switch (at.tag()) {
                    case HEAD -> Optional.of(head.head());
                    case SAFE -> head.safe();
                    case FINALIZED -> head.finalized();
                })
                .map(block -> BlockSelector.hash(block.hash()));
    }

    private Optional<TransactionSelector> withoutTag(ChainId chain, TransactionSelector which) {
        return which instanceof TransactionSelector.ByIndex at
                ? withoutTag(chain, at.block()).map(block -> TransactionSelector.at(block, at.index()))
                : Optional.of(which);
    }

    private static boolean isMutable(BlockSelector which) {
        return !(which instanceof BlockSelector.ByHash);
    }

    private static boolean isMutable(TransactionSelector which) {
        return !(which instanceof TransactionSelector.ByIndex at) || isMutable(at.block());
    }

    private static StoreUnavailableException unavailable(List<String> reasons) {
        return new StoreUnavailableException(String.join("; ", reasons));
    }
}
