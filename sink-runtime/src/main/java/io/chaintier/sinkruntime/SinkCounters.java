package io.chaintier.sinkruntime;

import io.chaintier.event.BlockAppended;
import io.chaintier.event.ChainEvent;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What a sink has done since it started. Safe for many threads. */
final class SinkCounters {
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong blocks = new AtomicLong();
    private final AtomicLong transactions = new AtomicLong();
    private final AtomicLong stateEntries = new AtomicLong();
    private final Map<String, Long> deadLetters = new ConcurrentHashMap<>();
    private final AtomicLong retries = new AtomicLong();
    private final AtomicLong sequenceGaps = new AtomicLong();
    private final AtomicLong spilled = new AtomicLong();
    private final AtomicLong drained = new AtomicLong();
    private final AtomicLong skipped = new AtomicLong();
    private final AtomicLong overloads = new AtomicLong();
    private volatile String lastError;

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

    void deadLetter(RuntimeException cause) {
        deadLetters.merge(cause.getClass().getSimpleName(), 1L, Long::sum);
    }

    void retry() {
        retries.incrementAndGet();
    }

    void sequenceGap() {
        sequenceGaps.incrementAndGet();
    }

    void spilled() {
        spilled.incrementAndGet();
    }

    void drained() {
        drained.incrementAndGet();
    }

    void skipped() {
        skipped.incrementAndGet();
    }

    void overload() {
        overloads.incrementAndGet();
    }

    /** Something failed that may pass. */
    void failed(String message) {
        lastError = message;
    }

    Optional<String> lastError() {
        return Optional.ofNullable(lastError);
    }

    SinkStatus.Counts snapshot() {
        return new SinkStatus.Counts(
                events.get(),
                blocks.get(),
                transactions.get(),
                stateEntries.get(),
                deadLetters,
                retries.get(),
                sequenceGaps.get(),
                spilled.get(),
                drained.get(),
                skipped.get(),
                overloads.get());
    }
}
