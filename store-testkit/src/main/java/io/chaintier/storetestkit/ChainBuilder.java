package io.chaintier.storetestkit;

import io.chaintier.event.Block;
import io.chaintier.event.BlockAppended;
import io.chaintier.event.BlockRef;
import io.chaintier.event.BlockReverted;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.event.Envelope;
import io.chaintier.event.FinalityAdvanced;
import io.chaintier.event.Payload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes a chain's history as its one publisher would: sequences without a gap, and in every event the head once it is
 * applied. For one thread.
 */
public final class ChainBuilder {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final ChainId chain;
    private final List<ChainEvent> events = new ArrayList<>();
    private final NavigableMap<Long, Block> canonical = new TreeMap<>();

    public ChainBuilder(ChainId chain) {
        this.chain = chain;
    }

    /** The block becomes canonical at its number, and the head if no canonical block is above it. */
    public ChainBuilder append(Block block) {
        canonical.put(block.ref().number(), block);
        return add(new BlockAppended(block));
    }

    /**
     * The head is abandoned, and the block below is the head.
     *
     * @throws IllegalStateException if no block is below
     */
    public ChainBuilder revert() {
        if (canonical.size() < 2) {
            throw new IllegalStateException("a history does not revert its only block");
        }
        return add(new BlockReverted(canonical.pollLastEntry().getValue().ref()));
    }

    public ChainBuilder finality(Optional<BlockRef> safe, Optional<BlockRef> finalized) {
        return add(new FinalityAdvanced(safe, finalized));
    }

    private ChainBuilder add(Payload payload) {
        long sequence = events.size();
        Envelope envelope = new Envelope(chain, sequence, "testkit", START.plusSeconds(sequence), head().ref());
        events.add(new ChainEvent(envelope, payload));
        return this;
    }

    /**
     * The canonical block with the highest number.
     *
     * @throws IllegalStateException if there is none yet
     */
    public Block head() {
        if (canonical.isEmpty()) {
            throw new IllegalStateException("a history begins with a block");
        }
        return canonical.lastEntry().getValue();
    }

    /** The canonical blocks, lowest first. */
    public List<Block> canonical() {
        return List.copyOf(canonical.values());
    }

    /** What happened so far, in order. */
    public List<ChainEvent> events() {
        return List.copyOf(events);
    }
}
