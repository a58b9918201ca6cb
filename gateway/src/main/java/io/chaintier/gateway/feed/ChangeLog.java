package io.chaintier.gateway.feed;

import io.chaintier.event.Hash;
import io.chaintier.store.StoredBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The newest changes of one chain, as many as fit: the only queue between the topic and everybody who listens. Who reads
 * it holds nothing but a position, and who is too slow finds that what stood there is gone. Safe for many threads.
 */
final class ChangeLog {
    private final long maxBytes;
    /** The change at a position is at that position modulo the length. */
    private final HeadChange[] ring;

    private long first;
    private long end;
    private long bytes;
    private String whyGone = "";

    /** @param maxBytes about how much memory the changes may take; the newest one is kept whatever it takes */
    ChangeLog(int maxChanges, long maxBytes) {
        this.maxBytes = maxBytes;
        ring = new HeadChange[maxChanges];
    }

    synchronized void append(HeadChange change) {
        if (size() == ring.length) {
            dropFirst();
        }
        ring[slot(end)] = change;
        end++;
        bytes += change.bytes();
        while (bytes > maxBytes && size() > 1) {
            dropFirst();
        }
    }

    private void dropFirst() {
        bytes -= ring[slot(first)].bytes();
        ring[slot(first)] = null;
        first++;
        whyGone = "too slow: what came next is no longer kept, for " + size() + " newer changes are";
    }

    /** What comes next does not follow what came before: whoever reads has missed something. */
    synchronized void breakOff(String why) {
        Arrays.fill(ring, null);
        bytes = 0;
        end++;
        first = end;
        whyGone = why;
    }

    /** Position behind the newest change. */
    synchronized long end() {
        return end;
    }

    synchronized int size() {
        return (int) (end - first);
    }

    /**
     * Reads on.
     *
     * @param position from {@link #end} or of the reading before
     * @throws ChangesGoneException if the change at the position is no longer here
     */
    synchronized Changes read(long position, int max) throws ChangesGoneException {
        if (position < first) {
            throw new ChangesGoneException(whyGone);
        }
        long next = Math.min(end, position + max);
        List<HeadChange> found = new ArrayList<>((int) (next - position));
        for (long at = position; at < next; at++) {
            found.add(ring[slot(at)]);
        }
        return new Changes(found, next);
    }

    /** What was last said of the block with this hash. */
    synchronized Optional<StoredBlock> block(Hash hash) {
        for (long at = end - 1; at >= first; at--) {
            StoredBlock block = ring[slot(at)].block();
            if (block.header().ref().hash().equals(hash)) {
                return Optional.of(block);
            }
        }
        return Optional.empty();
    }

    private int slot(long position) {
        return (int) (position % ring.length);
    }
}
