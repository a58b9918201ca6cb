package io.chaintier.producer.log;

import io.chaintier.event.BlockAppended;
import io.chaintier.event.BlockRef;
import io.chaintier.event.BlockReverted;
import io.chaintier.event.Hash;
import io.chaintier.event.wire.WireEvent;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which block is canonical at a number, as published: the newest word counts. Keeps a bounded number of blocks and
 * forgets the lowest first. One thread.
 */
public final class RecentBlocks {
    private final int capacity;
    private final TreeMap<Long, Hash> canonical = new TreeMap<>();

    /** @param capacity how many blocks are kept */
    public RecentBlocks(int capacity) {
        this.capacity = capacity;
    }

    /**
     * Reads back the newest events of the chain.
     *
     * @param blocks   how many blocks to read, at least, where there are so many
     * @param capacity how many blocks are kept
     */
    public static RecentBlocks readBack(ChainLog log, int blocks, int capacity) {
        RecentBlocks recent = new RecentBlocks(capacity);
        Set<Long> decided = new HashSet<>();
        log.walkBack(record -> {
            Optional<BlockRef> appended = appended(record);
            appended.or(() -> reverted(record))
                    .map(BlockRef::number)
                    .filter(decided::add)
                    .flatMap(number -> appended)
                    .ifPresent(recent::append);
            return recent.canonical.size() < blocks;
        });
        return recent;
    }

    public void append(BlockRef block) {
        canonical.put(block.number(), block.hash());
        if (canonical.size() > capacity) {
            canonical.pollFirstEntry();
        }
    }

    public void revert(BlockRef block) {
        canonical.remove(block.number());
    }

    /** Empty where the number has no canonical block, or is further back than what is kept. */
    public Optional<BlockRef> at(long number) {
        return Optional.ofNullable(canonical.get(number)).map(hash -> new BlockRef(number, hash));
    }

    /** How many are kept now. */
    public int size() {
        return canonical.size();
    }

    /** @throws java.util.NoSuchElementException if there is none */
    public long lowest() {
        return canonical.firstKey();
    }

    private static Optional<BlockRef> appended(WireEvent record) {
        if (record instanceof WireEvent.Part part) {
            return Optional.of(part.block());
        }
        return ((WireEvent.Whole) record).event().payload() instanceof BlockAppended appended
                ? Optional.of(appended.block().ref())
                : Optional.empty();
    }

    private static Optional<BlockRef> reverted(WireEvent record) {
        return record instanceof WireEvent.Whole whole && whole.event().payload() instanceof BlockReverted reverted
                ? Optional.of(reverted.block())
                : Optional.empty();
    }
}
