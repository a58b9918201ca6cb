package io.chaintier.sinkruntime;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;

/**
 * How a sink is doing.
 *
 * @param state     what it does now
 * @param counts    what it has done since it started
 * @param queued    events read and not yet given to the store
 * @param lagRecords records in the topics that are not yet read
 * @param stopped   partitions that need a person, each ({@code topic-partition}) with the reason
 * @param lastError newest failure of the store or the dead-letter topic, also when it is over
 */
public record SinkStatus(
        State state,
        Counts counts,
        int queued,
        long lagRecords,
        Map<String, String> stopped,
        Optional<String> lastError) {
    public SinkStatus {
        requireNonNull(state, "state");
        requireNonNull(counts, "counts");
        stopped = Map.copyOf(stopped);
        requireNonNull(lastError, "lastError");
    }

    /** What a sink does. */
    public enum State {
        /** Not yet, or no longer, reading. */
        STOPPED,
        /** Reading, and the store takes what it is given. */
        UP,
        /** The store fails: the same events are tried again, with pauses. */
        RETRYING,
        /** Ended by itself; a person must look. */
        FAILED
    }

    /**
     * @param events       of chains, stored
     * @param blocks       appended, among the events
     * @param transactions in those blocks
     * @param stateEntries stored
     * @param deadLetters  events that went to the dead-letter topic
     * @param retries      calls to the store that were repeated
     * @param sequenceGaps places where a chain's sequence was not the next one
     */
    public record Counts(
            long events,
            long blocks,
            long transactions,
            long stateEntries,
            long deadLetters,
            long retries,
            long sequenceGaps) {}
}
