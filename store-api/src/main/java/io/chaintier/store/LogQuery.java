package io.chaintier.store;

import io.chaintier.event.Bytes;
import java.util.List;
import java.util.Set;

/**
 * Which receipts are searched for: those in canonical blocks of a range of numbers that have at least one log and, of
 * every set of terms, at least one term (see {@link io.chaintier.event.Receipt#terms}).
 *
 * @param from     lowest number, inclusive
 * @param through  highest number, inclusive
 * @param termSets alternatives, at least one in each; no sets where any receipt with a log will do
 */
public record LogQuery(long from, long through, List<Set<Bytes>> termSets) {
    /** @throws IllegalArgumentException if the range is empty, begins below 0, or a set is empty */
    public LogQuery {
        if (from < 0 || from > through) {
            throw new IllegalArgumentException("expected a range of block numbers, but got " + from + " to " + through);
        }
        termSets = termSets.stream().map(Set::copyOf).toList();
        if (termSets.stream().anyMatch(Set::isEmpty)) {
            throw new IllegalArgumentException("a set of terms needs one term or more");
        }
    }

    /** The same search in another range. */
    public LogQuery within(long newFrom, long newThrough) {
        return new LogQuery(newFrom, newThrough, termSets);
    }
}
