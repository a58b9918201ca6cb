package io.chaintier.sinkruntime;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How a sink is doing.
 *
 * @param state      what it does now
 * @param counts     what it has done since it started
 * @param queued     events decoded and not yet given to the store
 * @param lagRecords records in the topics that are not yet read; what is in the file was read
 * @param stopped    partitions that need a person, each ({@code topic-partition}) with the reason
 * @param lastError  newest failure of the store, the file or the dead-letter topic, also when it is over
 * @param file       the fallback file
 * @param backoff    current pause between attempts to reach a store that is down, or between writes to one that is
 *                   overloaded; zero where there is none
 */
public record SinkStatus(
        State state,
        Counts counts,
        int queued,
        long lagRecords,
        Map<String, String> stopped,
        Optional<String> lastError,
        FileStatus file,
        Duration backoff) {
    public SinkStatus {
        requireNonNull(state, "state");
        requireNonNull(counts, "counts");
        stopped = Map.copyOf(stopped);
        requireNonNull(lastError, "lastError");
        requireNonNull(file, "file");
        requireNonNull(backoff, "backoff");
    }

    /** What a sink does. */
    public enum State {
        /** Not reading: Kafka or the topics are not there yet, or it has ended. */
        STOPPED,
        /** Reading, and the store takes what it is given. */
        UP,
        /** The store is down: what is read goes into the file. */
        SPILLING,
        /** The store is back: the file is emptied into it, while new records queue behind in the file. */
        DRAINING,
        /** The file takes nothing and the store is down or behind: nothing is read, Kafka is the buffer. */
        PAUSED,
        /** Ended by itself; a person must look. */
        FAILED
    }

    /**
     * @param events       of chains, stored
     * @param blocks       appended, among the events
     * @param transactions in those blocks
     * @param stateEntries stored
     * @param deadLetters  events that went to the dead-letter topic, by the simple name of the error's class
     * @param retries      calls to the store that were repeated
     * @param sequenceGaps places where a chain's sequence was not the next one
     * @param spilled      records appended to the file
     * @param drained      records read from the file and decoded
     * @param skipped      records read from the file that were dealt with already
     * @param overloads    calls that the store answered with a plea to slow down
     */
    public record Counts(
            long events,
            long blocks,
            long transactions,
            long stateEntries,
            Map<String, Long> deadLetters,
            long retries,
            long sequenceGaps,
            long spilled,
            long drained,
            long skipped,
            long overloads) {
        public Counts {
            deadLetters = Map.copyOf(deadLetters);
        }
    }

    /**
     * The fallback file.
     *
     * @param directory        where it is
     * @param usable           whether it can be read and appended to
     * @param frames           records in it that are not yet released
     * @param bytes            of those
     * @param oldestAge        how long the oldest of them has been there; zero where there is none
     * @param fileBytes        of all segment files, with what is prepared for later
     * @param segments         files
     * @param poisonedSegments how often the disk failed and the file went on in a new segment
     * @param quarantinedBytes in segments that were set aside because they are damaged
     * @param obstacle         why it takes nothing now
     * @param drainRecordsPerSecond pace of emptying it, over the last seconds; 0 where it is not emptied
     * @param untilEmpty       at that pace; empty where it is not emptied
     */
    public record FileStatus(
            Path directory,
            boolean usable,
            long frames,
            long bytes,
            Duration oldestAge,
            long fileBytes,
            int segments,
            long poisonedSegments,
            long quarantinedBytes,
            Optional<String> obstacle,
            double drainRecordsPerSecond,
            Optional<Duration> untilEmpty) {
        public FileStatus {
            requireNonNull(directory, "directory");
            requireNonNull(oldestAge, "oldestAge");
            requireNonNull(obstacle, "obstacle");
            requireNonNull(untilEmpty, "untilEmpty");
        }

        /** Of a file that is not open. */
        static FileStatus unusable(Path directory, String obstacle) {
            return new FileStatus(
                    directory, false, 0, 0, Duration.ZERO, 0, 0, 0, 0, Optional.of(obstacle), 0, Optional.empty());
        }
    }
}
