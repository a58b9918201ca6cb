package io.chaintier.sinkruntime;

import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Works out where a partition is read on, from what the group has committed, Kafka still has, and the file holds. */
final class Placement {
    private static final Logger LOG = LoggerFactory.getLogger(Placement.class);

    /** What becomes of a partition. */
    sealed interface Place {
        /**
         * Read on in Kafka.
         *
         * @param covered  the file holds everything up to here
         * @param position of the consumer, {@code covered} or more
         */
        record ReadFrom(long covered, long position) implements Place {}

        /** Only the file can tell, and cannot be used now. */
        record Wait(String reason) implements Place {}

        /** Something is missing for good, or was never there. */
        record Stop(String reason) implements Place {}
    }

    private final SinkConfig config;
    private final Backlog backlog;

    Placement(SinkConfig config, Backlog backlog) {
        this.config = config;
        this.backlog = backlog;
    }

    /**
     * Where a partition of ours goes on. One that had not begun has done so after any answer but {@link Place.Wait}.
     *
     * @param committed what the group has committed; empty if nothing
     * @param beginning lowest offset that Kafka has
     * @param end       offset of the next record that will be written
     */
    Place of(PartitionTracker tracker, OptionalLong committed, long beginning, long end) {
        if (!tracker.hasBegun() && committed.isEmpty() && !backlog.isOpen() && beginning > 0) {
            return new Place.Wait(tracker.partition() + " has no committed offset, and its records before " + beginning
                    + " may be in the fallback file: it waits for the file");
        }
        if (!tracker.hasBegun()) {
            begin(tracker, committed, beginning);
        }
        long covered = backlog.coveredUntil(tracker.stream(), tracker.next());
        long position = Math.max(covered, beginning);
        if (position > covered) {
            MissingRange missing = new MissingRange(tracker.partition(), covered, beginning - 1);
            if (!config.acceptedMissing().contains(missing)) {
                return missing(missing);
            }
            LOG.warn(
                    "{} sink passes over {}, as it was told to: these records were not stored by it",
                    config.name(),
                    missing);
        }
        return position > end
                ? new Place.Stop(
                        "offset " + position + " is behind the end " + end + " of the topic: records were lost there")
                : new Place.ReadFrom(covered, position);
    }

    /**
     * Without a committed offset the group is new, or its offsets have expired. Either way everything from the first
     * record on is read: storing twice is the same as once. Unless the file begins lower than Kafka does: then the file
     * is the older memory, and what it holds comes first.
     */
    private void begin(PartitionTracker tracker, OptionalLong committed, long beginning) {
        if (committed.isPresent()) {
            tracker.begin(committed.getAsLong(), committed.getAsLong());
            return;
        }
        long first = Math.min(beginning, backlog.firstOf(tracker.stream()).orElse(beginning));
        LOG.info("{} sink has no committed offset for {}: reads from {}", config.name(), tracker.partition(), first);
        tracker.begin(first, -1);
    }

    private Place missing(MissingRange missing) {
        return backlog.isOpen()
                ? new Place.Stop("offsets " + missing.first() + " to " + missing.last()
                        + " are no longer in the topic and not in the store. If the folder of another machine has them,"
                        + " run `bin/chaintier spill drain --dir DIR` on it; then, or to do without them, start this"
                        + " sink with --accept-missing " + missing)
                : new Place.Wait(
                        missing + " is no longer in the topic, and may be in the fallback file: waits for the file");
    }
}
