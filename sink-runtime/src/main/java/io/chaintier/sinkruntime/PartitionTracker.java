package io.chaintier.sinkruntime;

import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * How far one partition has come. All are positions: offsets of the next record, of Kafka. Never is
 *
 * <pre>
 *   acknowledged  &lt;=  committable  &lt;=  next  &lt;=  taken
 * </pre>
 *
 * violated: up to {@code acknowledged} Kafka has confirmed our commit, up to {@code committable} everything is in the
 * store, up to {@code next} everything was decoded and queued without a gap, and up to {@code taken} records were taken
 * from Kafka: what is between {@code next} and {@code taken} is in the file.
 *
 * <p>It begins with an assignment. When the partition goes to another member it stays as long as the file has records of
 * it, {@linkplain #disown disowned}: these are stored (Kafka may not have them any more, and then nobody else has), as far
 * as they follow without a gap what was stored here or what the group has committed, but nothing is taken or committed.
 * For the poll thread.
 */
final class PartitionTracker {
    private final TopicPartition partition;
    private final int stream;
    private final PartitionReader reader;
    private boolean owned;
    private boolean begun;
    private boolean placed;
    private boolean waiting;
    private boolean atEnd;
    private long next;
    private long taken;
    private long acknowledged = -1;
    private long sent = -1;
    private long coveredLater = -1;
    private String stopped;

    private PartitionTracker(TopicPartition partition, int stream, PartitionReader reader, boolean owned) {
        this.partition = partition;
        this.stream = stream;
        this.reader = reader;
        this.owned = owned;
    }

    /** Of a partition that was just assigned; it is not known yet where it begins. */
    static PartitionTracker assigned(TopicPartition partition, int stream, PartitionReader reader) {
        return new PartitionTracker(partition, stream, reader, true);
    }

    /** Of a partition that is not ours, of which the file holds records. */
    static PartitionTracker ofAnother(TopicPartition partition, int stream, PartitionReader reader) {
        return new PartitionTracker(partition, stream, reader, false);
    }

    TopicPartition partition() {
        return partition;
    }

    int stream() {
        return stream;
    }

    boolean isOwned() {
        return owned;
    }

    void disown() {
        owned = false;
    }

    /** Whether it is known where it begins. */
    boolean hasBegun() {
        return begun;
    }

    /** @param committed what the group has committed; -1 for nothing */
    void begin(long position, long committed) {
        begun = true;
        next = position;
        taken = position;
        acknowledged = committed;
        sent = committed;
    }

    /** Whether the consumer may read it: it is ours, has a position, and was not stopped. */
    boolean isReading() {
        return owned && placed && stopped == null;
    }

    /** Whether somebody must ask Kafka where it stands. */
    boolean isAstray() {
        return stopped == null && (owned ? !placed : !begun || waiting);
    }

    /** It is another member's, and the file lacks what comes next: the group must get over that first. */
    void awaitGroup() {
        waiting = true;
    }

    /** The group has committed this: all of it is in the store. */
    void follow(long committed) {
        if (committed > next) {
            waiting = false;
            next = committed;
            reader.breakOff();
        }
    }

    /** The consumer has no position that it can read from. */
    void lose() {
        placed = false;
    }

    /** The consumer has a position that it can read from. */
    void place() {
        placed = true;
    }

    /** What comes next from Kafka, or is appended to the file, follows this position. */
    void takeFrom(long position) {
        taken = position;
    }

    long next() {
        return next;
    }

    long taken() {
        return taken;
    }

    /** @throws io.chaintier.event.wire.UnknownSchemaException if it was written by a newer publisher; nothing changed */
    List<TrackedEvent> read(TakenRecord record) {
        List<TrackedEvent> events = reader.read(record);
        atEnd = false;
        next = record.to();
        taken = Math.max(taken, next);
        return events;
    }

    /** Everything before is dealt with: there are no records in between. */
    void skipTo(long position) {
        next = Math.max(next, position);
        taken = Math.max(taken, next);
    }

    /** Bytes of the records from the committable position on. */
    long heldBytes() {
        return reader.heldBytes();
    }

    /** Goes back to the first position that is not settled; returns all records from there on that were read. */
    List<TakenRecord> takeBack() {
        next = committable();
        coveredLater = -1;
        return reader.takeBack();
    }

    long committable() {
        return reader.committable(next);
    }

    /** Whether no event that was read waits for the store. */
    boolean isSettled() {
        return reader.isSettled();
    }

    /** The file has nothing more of it now: if a block is not complete, its rest will not come from there. */
    void endOfFile() {
        atEnd = true;
    }

    boolean isWaitingFor(TrackedEvent event) {
        return reader.isWaitingFor(event);
    }

    /** The offset to commit, if it has moved since the last one; from now on that counts as sent. */
    Optional<Long> toCommit() {
        long offset = owned && begun ? committable() : -1;
        if (offset <= sent) {
            return Optional.empty();
        }
        sent = offset;
        return Optional.of(offset);
    }

    void acknowledged(long offset) {
        acknowledged = Math.max(acknowledged, offset);
    }

    /** A commit failed: the next one says it again. */
    void commitFailed() {
        sent = acknowledged;
    }

    /** Up to where frames in the file are no longer needed. */
    long releasable() {
        if (owned) {
            return acknowledged;
        }
        boolean done = atEnd && reader.isSettled();
        return !begun ? -1 : done ? next : committable();
    }

    /** Whether it was found out, for the present {@code next}, that the file closes the gap further behind. */
    boolean isCoveredLater() {
        return coveredLater == next;
    }

    void coveredLater() {
        coveredLater = next;
    }

    /** Nothing more is read from this partition until the sink is started anew. */
    void stop(String reason) {
        stopped = reason;
    }

    Optional<String> stopped() {
        return Optional.ofNullable(stopped);
    }
}
