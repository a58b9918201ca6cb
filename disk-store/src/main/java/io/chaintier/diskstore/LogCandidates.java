package io.chaintier.diskstore;

import java.util.BitSet;
import java.util.NavigableMap;
import java.util.NavigableSet;

/**
 * What the log index says of a stretch of numbers: receipts of events that may have told of a canonical block or not.
 *
 * @param through  how far the stretch goes
 * @param receipts places of receipts that have what was searched for
 * @param unknown  events that told of a block without its receipts
 */
record LogCandidates(long through, NavigableMap<Told, BitSet> receipts, NavigableSet<Told> unknown) {
    /**
     * That an event told of a block.
     *
     * @param number   of the block
     * @param sequence of the event
     */
    record Told(long number, long sequence) implements Comparable<Told> {
        @Override
        public int compareTo(Told other) {
            return number == other.number ? Long.compare(sequence, other.sequence) : Long.compare(number, other.number);
        }

        static Told lastOf(long number) {
            return new Told(number, Long.MAX_VALUE);
        }
    }
}
