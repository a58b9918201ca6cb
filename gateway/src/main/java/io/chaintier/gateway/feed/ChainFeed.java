package io.chaintier.gateway.feed;

import io.chaintier.event.BlockAppended;
import io.chaintier.event.BlockReverted;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.event.Hash;
import io.chaintier.gateway.read.TieredReader;
import io.chaintier.store.BlockDetail;
import io.chaintier.store.BlockSelector;
import io.chaintier.store.ChainHead;
import io.chaintier.store.StoreException;
import io.chaintier.store.StoreUnavailableException;
import io.chaintier.store.StoredBlock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens at the head of one chain (B1). The topic runs ahead of the stores, so a change is held until a read of the
 * head gives it or a newer one; the reader never takes that back, so whoever is told of a block finds it. Listening is
 * for many threads at once; one thread brings what the topic says.
 */
public final class ChainFeed {
    private static final Logger LOG = LoggerFactory.getLogger(ChainFeed.class);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final ChainId chain;
    private final TieredReader reader;
    private final ChangeLog log;
    private final LongSupplier nanoClock;
    private final Deque<Held> held = new ArrayDeque<>();
    private final Set<Runnable> listeners = ConcurrentHashMap.newKeySet();
    private final AtomicLong released = new AtomicLong();
    private final AtomicLong heldNanos = new AtomicLong();
    private final AtomicLong maxHeldNanos = new AtomicLong();
    private volatile int heldCount;
    private volatile long heldBytes;

    /** A change that the stores do not show yet. What a reverted block held may have to be read first. */
    private record Held(long sequence, Optional<HeadChange> appended, Optional<Hash> reverted, long sinceNanos) {
        long bytes() {
            return appended.map(HeadChange::bytes).orElse(0L);
        }
    }

    ChainFeed(ChainId chain, TieredReader reader, FeedConfig config, LongSupplier nanoClock) {
        this.chain = chain;
        this.reader = reader;
        this.nanoClock = nanoClock;
        log = new ChangeLog(config.keptChanges(), config.keptBytes());
    }

    /** Position behind all that happened so far. */
    public long end() {
        return log.end();
    }

    /**
     * What happened from a position on.
     *
     * @param position from {@link #end} or of the reading before
     * @param max      how many changes at most
     * @throws ChangesGoneException if some of it is no longer here
     */
    public Changes read(long position, int max) throws ChangesGoneException {
        return log.read(position, max);
    }

    /** From now on {@code listener} is run whenever there is more to read; it must be quick. */
    public void listen(Runnable listener) {
        listeners.add(listener);
    }

    public void stopListening(Runnable listener) {
        listeners.remove(listener);
    }

    /** The next event of the chain. */
    void take(ChainEvent event) {
        long now = nanoClock.getAsLong();
        // A block that an import brings below the head is no news of the head.
        if (event.payload() instanceof BlockAppended appended
                && appended.block().ref().equals(event.envelope().head())) {
            HeadChange change = HeadChange.appended(event.sequence(), appended.block());
            hold(new Held(event.sequence(), Optional.of(change), Optional.empty(), now));
        } else if (event.payload() instanceof BlockReverted reverted) {
            hold(new Held(
                    event.sequence(),
                    Optional.empty(),
                    Optional.of(reverted.block().hash()),
                    now));
        }
    }

    /** Something was missed: whoever listens is told why, and the rest goes on. */
    void breakOff(String why) {
        held.clear();
        heldCount = 0;
        heldBytes = 0;
        log.breakOff(why);
        tellListeners();
    }

    /**
     * Lets go of what the stores show by now.
     *
     * @return whether nothing is held any more
     */
    boolean release() {
        if (held.isEmpty()) {
            return true;
        }
        int before = held.size();
        try {
            long visible = reader.head(chain).value().map(ChainHead::sequence).orElse(-1L);
            while (!held.isEmpty() && held.peekFirst().sequence() <= visible) {
                release(held.peekFirst());
                held.removeFirst();
            }
        } catch (StoreException e) {
            LOG.debug("{}: {} changes are held, for no store says that it has them: {}", chain, held.size(), e);
            breakOffIfStuck();
        }
        if (held.size() < before) {
            heldCount = held.size();
            heldBytes = held.stream().mapToLong(Held::bytes).sum();
            tellListeners();
        }
        return held.isEmpty();
    }

    private void release(Held change) {
        log.append(change.appended().orElseGet(() -> reverted(change)));
        long nanos = nanoClock.getAsLong() - change.sinceNanos();
        released.incrementAndGet();
        heldNanos.addAndGet(nanos);
        maxHeldNanos.accumulateAndGet(nanos, Math::max);
    }

    /** What is known of it from here, else from a store: disk gives an abandoned block by its hash for ever. */
    private HeadChange reverted(Held held) {
        Hash hash = held.reverted().orElseThrow();
        StoredBlock block = log.block(hash)
                .or(() -> reader.block(chain, BlockSelector.hash(hash), BlockDetail.RECEIPTS)
                        .value()
                        .map(ChainFeed::withoutTransactions))
                .orElseThrow(() -> new StoreUnavailableException("reverted block " + hash + " is in no store"));
        return HeadChange.reverted(held.sequence(), block);
    }

    /** A gateway over memory alone may never find what a block held that was reverted long after. */
    private void breakOffIfStuck() {
        if (!held.isEmpty()
                && held.peekFirst().reverted().isPresent()
                && nanoClock.getAsLong() - held.peekFirst().sinceNanos() > PATIENCE.toNanos()) {
            breakOff("block " + held.peekFirst().reverted().get() + " was reverted, and no store gives what it held");
        }
    }

    private static StoredBlock withoutTransactions(StoredBlock block) {
        return new StoredBlock(block.header(), block.transactionHashes(), List.of(), block.receipts());
    }

    private void hold(Held change) {
        held.addLast(change);
        heldCount = held.size();
        heldBytes += change.bytes();
    }

    private void tellListeners() {
        listeners.forEach(Runnable::run);
    }

    ChainId chain() {
        return chain;
    }

    int heldChanges() {
        return heldCount;
    }

    long heldBytes() {
        return heldBytes;
    }

    /** How it stands now. */
    ChainFeedStatus status() {
        long count = released.get();
        return new ChainFeedStatus(
                chain,
                count,
                heldCount,
                log.size(),
                listeners.size(),
                count == 0 ? 0 : heldNanos.get() / count / 1000,
                maxHeldNanos.get() / 1000);
    }
}
