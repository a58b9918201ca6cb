package io.chaintier.gateway.read;

import io.chaintier.event.ChainId;
import io.chaintier.store.ChainHead;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The newest head of each chain that was answered, with what was said then to be safe and finalized, for as long as this
 * lives. It is never taken back to what an older event said. Safe for many threads.
 */
final class AnsweredHeads {
    private final Map<ChainId, Answered> newest = new ConcurrentHashMap<>();
    private final LongSupplier nanoClock;

    private record Answered(ChainHead head, long readNanos) {}

    /** @param nanoClock as {@link System#nanoTime} */
    AnsweredHeads(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** Sequence of the newest head answered, or -1. */
    long sequence(ChainId chain) {
        Answered answered = newest.get(chain);
        return answered == null ? -1 : answered.head().sequence();
    }

    /** Notes the head that a store has now, and gives the one to answer: this one or, of another thread, a newer one. */
    ChainHead note(ChainId chain, ChainHead read) {
        Answered now = new Answered(read, nanoClock.getAsLong());
        return newest.merge(chain, now, AnsweredHeads::newer).head();
    }

    Optional<KnownHead> newest(ChainId chain) {
        return Optional.ofNullable(newest.get(chain))
                .map(answered ->
                        new KnownHead(answered.head(), Duration.ofNanos(nanoClock.getAsLong() - answered.readNanos())));
    }

    private static Answered newer(Answered known, Answered read) {
        return read.head().sequence() >= known.head().sequence() ? read : known;
    }
}
