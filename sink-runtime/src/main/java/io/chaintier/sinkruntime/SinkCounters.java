package io.chaintier.sinkruntime;

import io.chaintier.event.BlockAppended;
import io.chaintier.event.ChainEvent;
import java.util.concurrent.atomic.AtomicLong;

/** What a sink has done since it started. Safe for many threads. */
final class SinkCounters {
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong blocks = new AtomicLong();
    private final AtomicLong transactions = new AtomicLong();
    private final AtomicLong stateEntries = new AtomicLong();
    private final AtomicLong deadLetters = new AtomicLong();
    private final AtomicLong retries = new AtomicLong();
    private final AtomicLong sequenceGaps = new AtomicLong();

    void stored(ChainEvent event) {
        events.incrementAndGet();
        if (event.payload() instanceof BlockAppended appended) {
            blocks.incrementAndGet();
            transactions.addAndGet(appended.block().transactions().size());
        }
    }

    void storedState() {
        stateEntries.incrementAndGet();
    }

    void deadLetter() {
        deadLetters.incrementAndGet();
    }

    void retry() {
        retries.incrementAndGet();
    }

    void sequenceGap() {
        sequenceGaps.incrementAndGet();
    }

    SinkStatus.Counts snapshot() {
        return new SinkStatus.Counts(
                events.get(),
                blocks.get(),
                transactions.get(),
                stateEntries.get(),
                deadLetters.get(),
                retries.get(),
                sequenceGaps.get());
    }
}
