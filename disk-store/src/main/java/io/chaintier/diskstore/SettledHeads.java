package io.chaintier.diskstore;

import io.chaintier.event.BlockRef;
import io.chaintier.event.ChainId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Up to where the log index of the replica datacenter has arrived. A posting that is still on its way looks like a term that
 * a block does not have, and unlike a block's chunks postings cannot be counted with the questions that search them. But a
 * write is either answered by the replica's nodes within Cassandra's own time-out of two seconds or kept as a hint, and
 * postings are written before their head. So what stood under a head some seconds ago is all there, unless hints
 * are on their way, which is for others to know. Safe for many threads.
 */
final class SettledHeads {
    static final Duration SETTLING = Duration.ofSeconds(5);

    /** @param head as it was then */
    private record Seen(BlockRef head, long atNanos) {}

    private record Known(Optional<BlockRef> settled, Seen settling) {}

    private final Map<ChainId, Known> known = new ConcurrentHashMap<>();
    private final LongSupplier nanoClock;

    /** @param nanoClock as {@link System#nanoTime} */
    SettledHeads(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /**
     * @param head that was just read
     * @return a head that was read long enough ago; empty where there is none yet
     */
    Optional<BlockRef> upTo(ChainId chain, BlockRef head) {
        Seen now = new Seen(head, nanoClock.getAsLong());
        return known.compute(chain, (any, before) -> {
                    if (before == null) {
                        return new Known(Optional.empty(), now);
                    }
                    boolean hasSettled = now.atNanos() - before.settling().atNanos() >= SETTLING.toNanos();
                    return hasSettled ? new Known(Optional.of(before.settling().head()), now) : before;
                })
                .settled();
    }
}
