package io.chaintier.gateway.read;

import io.chaintier.event.ChainId;
import io.chaintier.retry.CircuitBreaker;
import io.chaintier.store.ChainHead;
import io.chaintier.store.ChainReader;
import io.chaintier.store.RequestDeadline;
import io.chaintier.store.StoreException;
import io.chaintier.store.StoreUnavailableException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One tier behind its circuit breaker, with its figures. Safe for many threads. */
final class GuardedTier {
    private static final Logger LOG = LoggerFactory.getLogger(GuardedTier.class);

    private static final Duration FAIR_CHANCE = Duration.ofMillis(250);

    private final Tier tier;
    private final ChainReader reader;
    private final CircuitBreaker breaker;
    private final LongSupplier nanoClock;
    private final Map<ChainId, Long> seenHeads = new ConcurrentHashMap<>();
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder skipped = new LongAdder();
    private final LongAdder nanos = new LongAdder();

    GuardedTier(Tier tier, ChainReader reader, CircuitBreaker breaker, LongSupplier nanoClock) {
        this.tier = tier;
        this.reader = reader;
        this.breaker = breaker;
        this.nanoClock = nanoClock;
    }

    Tier tier() {
        return tier;
    }

    ChainReader reader() {
        return reader;
    }

    /** @throws StoreException if the tier cannot answer, or is skipped because it could not just before */
    <T> Optional<T> read(Function<ChainReader, Optional<T>> query) {
        Optional<T> found = ask(query);
        count(found.isPresent());
        return found;
    }

    /** Counts a hit or a miss. */
    void count(boolean hit) {
        (hit ? hits : misses).increment();
    }

    /** As {@link #read}, without counting a hit or a miss. */
    <T> T ask(Function<ChainReader, T> query) {
        RequestDeadline.current().check();
        if (!breaker.allows()) {
            skipped.increment();
            throw new StoreUnavailableException("not asked, for it failed several times in a row just before");
        }
        long start = nanoClock.getAsLong();
        try {
            T result = query.apply(reader);
            if (breaker.succeeded()) {
                LOG.info("{} answers again", tier);
            }
            return result;
        } catch (StoreException e) {
            failures.increment();
            if (hadAChance(start) && breaker.failed()) {
                LOG.warn("{} does not answer and is skipped for a while: {}", tier, e.getMessage());
            }
            throw e;
        } finally {
            nanos.add(nanoClock.getAsLong() - start);
        }
    }

    /** A request that came with next to no time left says nothing about the tier. */
    private boolean hadAChance(long start) {
        return !RequestDeadline.current().isOver() || nanoClock.getAsLong() - start >= FAIR_CHANCE.toNanos();
    }

    /**
     * Whether this tier has applied the event with this sequence. What a disk tier has applied it never loses, so it is
     * asked again only when that is not enough; memory can come back empty at any time and is always asked.
     */
    boolean hasReached(ChainId chain, long sequence) {
        if (seenHeads.getOrDefault(chain, -1L) >= sequence) {
            return true;
        }
        long head;
        try {
            head = ask(store -> store.head(chain)).map(ChainHead::sequence).orElse(-1L);
        } catch (StoreException e) {
            return false;
        }
        saw(chain, head);
        return head >= sequence;
    }

    /** Notes the head that this tier answered. */
    void saw(ChainId chain, long headSequence) {
        if (tier.isDisk()) {
            seenHeads.merge(chain, headSequence, Math::max);
        }
    }

    /** Whether the tier answers at all now. */
    boolean answers() {
        try {
            ask(ChainReader::chains);
            return true;
        } catch (StoreException e) {
            return false;
        }
    }

    TierReads reads() {
        return new TierReads(tier, hits.sum(), misses.sum(), failures.sum(), skipped.sum(), nanos.sum() / 1000);
    }
}
