package io.chaintier.sinkruntime;

import io.chaintier.event.wire.UnknownSchemaException;
import io.chaintier.sinkruntime.FallbackFile.UnusableException;
import io.chaintier.sinkruntime.Placement.Place;
import io.chaintier.sinkruntime.SinkMachine.Route;
import io.chaintier.sinkruntime.SinkStatus.FileStatus;
import io.chaintier.sinkruntime.SinkStatus.State;
import io.chaintier.spill.Frame;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what becomes of every record, between Kafka, the fallback file and the queue to the store. It does no I/O but
 * that of the file, waits for nothing, and asks nobody for the time: all that is handed in. For the poll thread; what
 * says so is safe for any.
 *
 * <p>The file stands in front of the decoder: a frame is one raw record. While the store is down records go into it at
 * the pace of Kafka, and what was in memory goes first, so that the file covers each partition from its committed offset
 * on. When the store is back the file is read, oldest first, through the same reader and the same queue as live records,
 * and new records queue behind in the file until nothing in it is unread.
 *
 * <p>Contiguity: records of a partition reach the queue without a gap. A frame that begins behind the partition's
 * {@code next} position shows a hole: either the file closes it further behind (then the frame comes again there), or the
 * hole is read from Kafka. This one rule serves restarts, rebalances, damaged files and duplicates alike.
 *
 * <p>Commit rule: the offset of a partition that may be committed is that of its lowest event that is neither in the
 * store nor in the dead-letter topic; what is only in the file does not count. The file's space is given back only up to
 * what Kafka acknowledged as committed. So whatever is lost, the process, the machine or the file, what is not in the
 * store is in Kafka, in the file, or in both.
 */
final class Intake {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
    private static final long DRAINED_A_ROUND = 8 << 20;
    /** Of one partition, in queues: what is settled behind an event that is not stays in memory. */
    private static final int MOST_HELD = 2;

    /** Moves the consumer. */
    interface Seeker {
        void seek(TopicPartition partition, long offset);
    }

    private final SinkConfig config;
    private final EventQueue queue;
    private final SinkCounters counters;
    private final SinkMachine machine;
    private final Path directory;
    private final Backlog backlog;
    private final Placement placement;
    private final Seeker seeker;
    private final IntakeProgress progress;

    private final Map<TopicPartition, PartitionTracker> partitions = new LinkedHashMap<>();
    private final Set<TopicPartition> sought = new HashSet<>();
    private final List<TrackedEvent> ready = new ArrayList<>();
    private long handBacks;
    private boolean joined;
    private boolean progressed;

    private volatile Map<String, String> stopped = Map.of();

    /**
     * @param seeker moves the consumer; what it polled before is given to {@link #take} or dropped, never later
     * @param nanos  a clock that only runs on
     */
    Intake(
            SinkConfig config,
            EventQueue queue,
            SinkCounters counters,
            SinkMachine machine,
            FallbackFile.Opener opener,
            Seeker seeker,
            Clock clock,
            LongSupplier nanos) {
        this.config = config;
        this.queue = queue;
        this.counters = counters;
        this.machine = machine;
        this.directory = opener.directory();
        this.backlog = new Backlog(opener);
        this.placement = new Placement(config, backlog);
        this.seeker = seeker;
        this.progress = new IntakeProgress(config.name(), directory, counters, clock, nanos);
    }

    /** Safe for any thread. */
    State state() {
        return progress.state();
    }

    /** Safe for any thread. */
    FileStatus fileStatus() {
        return progress.fileStatus();
    }

    /** Partitions that are read no further, each with the reason. Safe for any thread. */
    Map<String, String> stopped() {
        return stopped;
    }

    /** Whether there is work that does not wait for records from Kafka. */
    boolean isDraining() {
        return machine.drains();
    }

    // ---- Which partitions are ours, and where they begin.

    /**
     * The group has said which partitions are ours, perhaps none. Before that nothing is taken from the file: what it holds
     * would pass for another member's, and be given up without a commit.
     */
    void joined() {
        joined = true;
    }

    /** A partition is ours from now on; {@link #astray} names it until it is known where to read it. */
    void assign(TopicPartition partition) {
        joined = true;
        partitions.put(partition, PartitionTracker.assigned(partition, stream(partition), reader(partition)));
    }

    /** A partition is not ours any more. What is in flight may still reach the store, which does no harm. */
    void revoke(TopicPartition partition) {
        Optional.ofNullable(partitions.get(partition)).ifPresent(PartitionTracker::disown);
        // Frames that were passed over, for Kafka was to give them again, now have to be looked at with other eyes.
        readAgain();
        publishStopped();
    }

    /** Kafka does not have what the consumer wanted to read next. */
    void lost(TopicPartition partition) {
        Optional.ofNullable(partitions.get(partition)).ifPresent(PartitionTracker::lose);
    }

    /** Partitions of which {@link #place} must be told where they stand. */
    List<TopicPartition> astray() {
        return partitions.values().stream()
                .filter(PartitionTracker::isAstray)
                .map(PartitionTracker::partition)
                .toList();
    }

    /**
     * Finds out where the consumer goes on with a partition, or stops it with the range that nothing has any more.
     *
     * @param committed what the group has committed; empty if nothing
     * @param beginning lowest offset that Kafka has
     * @param end       offset of the next record that will be written
     */
    void place(TopicPartition partition, OptionalLong committed, long beginning, long end) {
        PartitionTracker tracker = partitions.get(partition);
        try {
            if (tracker == null || !tracker.isAstray()) {
                return;
            }
            if (tracker.isOwned()) {
                boolean beginsNow = !tracker.hasBegun();
                Place place = placement.of(tracker, committed, beginning, end);
                if (beginsNow) {
                    readAgain();
                }
                goOn(tracker, place);
            } else {
                followGroup(tracker, committed.orElse(0));
            }
        } catch (UnusableException e) {
            lose(e);
        }
    }

    private void goOn(PartitionTracker tracker, Place place) {
        if (place instanceof Place.ReadFrom at) {
            tracker.takeFrom(at.covered());
            tracker.place();
            seek(tracker, at.position());
            if (at.covered() > tracker.next()) {
                readAgain();
            }
        } else if (place instanceof Place.Wait waits) {
            counters.failed(waits.reason());
        } else if (place instanceof Place.Stop ends) {
            stop(tracker, ends.reason());
        }
    }

    /** What another member has committed need not come from our file. */
    private void followGroup(PartitionTracker tracker, long committed) {
        if (!tracker.hasBegun()) {
            tracker.begin(committed, -1);
            readAgain();
        } else if (committed > tracker.next()) {
            tracker.follow(committed);
            readAgain();
        }
    }

    // ---- Records from Kafka.

    /** Whether the consumer should read a partition now; if not it is to be paused. */
    boolean wants(TopicPartition partition) {
        PartitionTracker tracker = partitions.get(partition);
        if (tracker == null || !tracker.isReading()) {
            return false;
        }
        return switch (machine.route()) {
            case STORE -> !queue.isFull() && tracker.heldBytes() < MOST_HELD * config.queueBytes();
            case FILE -> !machine.drains() || backlog.mayAppendWhileDraining();
            case NOWHERE -> false;
        };
    }

    /**
     * Takes what one poll gave, or moves the consumer back to what it cannot take now.
     *
     * @param position of the consumer in a partition, after the poll
     */
    void take(
            Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> polled, ToLongFunction<TopicPartition> position) {
        sought.clear();
        polled.forEach((partition, records) ->
                Optional.ofNullable(partitions.get(partition)).ifPresent(tracker -> take(tracker, records)));
        queueReady();
        for (PartitionTracker tracker : partitions.values()) {
            if (isTakingOn(tracker) && machine.route() == Route.STORE) {
                tracker.skipTo(position.applyAsLong(tracker.partition()));
            }
        }
    }

    private void take(PartitionTracker tracker, List<ConsumerRecord<byte[], byte[]>> records) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (!isTakingOn(tracker)) {
                return;
            }
            // A hole was read again from Kafka, and the file turned out to hold what follows it.
            if (record.offset() < tracker.taken()) {
                continue;
            }
            switch (machine.route()) {
                case STORE -> decode(tracker, record, tracker.next());
                case FILE -> append(tracker, record);
                case NOWHERE -> seek(tracker, tracker.taken());
            }
        }
    }

    /** Whether what was polled follows what was taken: not so once the consumer was moved. */
    private boolean isTakingOn(PartitionTracker tracker) {
        return tracker.isReading() && !sought.contains(tracker.partition());
    }

    private void decode(PartitionTracker tracker, ConsumerRecord<byte[], byte[]> record, long from) {
        try {
            ready.addAll(tracker.read(new TakenRecord(record, from)));
        } catch (UnknownSchemaException e) {
            stop(tracker, "offset " + record.offset() + ": " + e.getMessage());
        }
    }

    /** @return false if the file did not take it; the consumer was moved back then */
    private boolean append(PartitionTracker tracker, ConsumerRecord<byte[], byte[]> record) {
        byte[] payload = RecordCodec.encode(record);
        long to = record.offset() + 1;
        try {
            if (backlog.append(tracker.stream(), tracker.taken(), to, payload)) {
                machine.fileTook();
                counters.spilled();
                tracker.takeFrom(to);
                return true;
            }
            machine.fileRefused();
        } catch (UnusableException e) {
            lose(e);
        }
        seek(tracker, tracker.taken());
        return false;
    }

    private void seek(PartitionTracker tracker, long position) {
        if (tracker.isReading()) {
            seeker.seek(tracker.partition(), position);
        }
        sought.add(tracker.partition());
    }

    private void queueReady() {
        queue.add(ready, handBacks);
        ready.clear();
    }

    // ---- What can be committed, and released.

    /** Offsets that have moved since the last call. */
    Map<TopicPartition, Long> toCommit(Collection<TopicPartition> of) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        of.forEach(partition -> Optional.ofNullable(partitions.get(partition))
                .flatMap(PartitionTracker::toCommit)
                .ifPresent(offset -> offsets.put(partition, offset)));
        return offsets;
    }

    /** Kafka has confirmed these offsets. */
    void committed(Map<TopicPartition, Long> offsets) {
        offsets.forEach((partition, offset) ->
                Optional.ofNullable(partitions.get(partition)).ifPresent(tracker -> tracker.acknowledged(offset)));
    }

    /** Whether Kafka has these offsets is not known. */
    void notCommitted(Collection<TopicPartition> failed) {
        failed.forEach(
                partition -> Optional.ofNullable(partitions.get(partition)).ifPresent(PartitionTracker::commitFailed));
    }

    private void release() {
        if (backlog.release(this::releasable)) {
            machine.fileReleased();
        }
        if (backlog.isEmpty()) {
            partitions.values().removeIf(tracker -> !tracker.isOwned() && tracker.isSettled());
        }
    }

    private long releasable(TopicPartition partition) {
        PartitionTracker tracker = partitions.get(partition);
        return tracker == null ? Long.MAX_VALUE : tracker.releasable();
    }

    // ---- The store's coming and going, and the file's.

    /** Does whatever there is to do without new records from Kafka. Never blocks for long. */
    void work() {
        try {
            if (machine.opensFile()) {
                openFile();
            }
            if (queue.handBacks() != handBacks) {
                takeBack();
            } else if (queue.isDelivering() && !machine.isStoreThere()) {
                machine.storeAnswered();
                backlog.drainingBegins();
            }
            stopUndeliverable();
            drain();
            release();
        } catch (UnusableException e) {
            lose(e);
        }
        queueReady();
        progress.tell(machine, backlog.status());
    }

    /** Gives back what need not be kept, and lets the file go; what was appended survives. */
    void close() {
        try {
            release();
        } catch (UnusableException e) {
            LOG.debug("nothing more was released from {}", directory, e);
        }
        backlog.close();
    }

    /** The store is down: what is in memory goes into the file, unless the file has it already. */
    private void takeBack() {
        handBacks = queue.handBacks();
        ready.clear();
        machine.storeFailed();
        Map<PartitionTracker, List<TakenRecord>> inMemory = new LinkedHashMap<>();
        Map<PartitionTracker, Long> covered = new HashMap<>();
        for (PartitionTracker tracker : partitions.values()) {
            if (tracker.hasBegun()) {
                List<TakenRecord> records = tracker.takeBack();
                if (tracker.isOwned()) {
                    inMemory.put(tracker, records);
                }
            }
        }
        for (PartitionTracker tracker : inMemory.keySet()) {
            covered.put(tracker, coveredUntil(tracker));
        }
        inMemory.forEach((tracker, records) -> spill(tracker, covered.get(tracker), records));
        readAgain();
    }

    private void spill(PartitionTracker tracker, long covered, List<TakenRecord> records) {
        tracker.takeFrom(backlog.isOpen() ? covered : tracker.next());
        for (TakenRecord taken : records) {
            if (!backlog.isOpen() || taken.to() > tracker.taken() && !append(tracker, taken.record())) {
                break;
            }
        }
        seek(tracker, tracker.taken());
    }

    private void stopUndeliverable() {
        Optional<EventQueue.Undeliverable> next = queue.nextUndeliverable();
        while (next.isPresent()) {
            TrackedEvent event = next.get().event();
            PartitionTracker tracker = partitions.get(event.partition());
            if (tracker != null && tracker.isWaitingFor(event)) {
                stop(tracker, next.get().reason());
            }
            next = queue.nextUndeliverable();
        }
    }

    private void openFile() {
        try {
            backlog.open();
            machine.fileOpened(!backlog.isRead());
        } catch (UnusableException e) {
            machine.fileBroke();
            counters.failed("the fallback file cannot be used: " + e.getMessage());
            LOG.warn("{} sink works without its fallback file in {}: {}", config.name(), directory, e.getMessage());
            return;
        }
        for (PartitionTracker tracker : partitions.values()) {
            if (tracker.isReading()) {
                long covered = coveredUntil(tracker);
                if (covered > tracker.next()) {
                    tracker.takeFrom(covered);
                    seek(tracker, covered);
                }
            }
        }
    }

    /** Without the file nothing is covered: everything that is not in memory is read from Kafka. */
    private void lose(UnusableException cause) {
        LOG.error("{} sink lost its fallback file in {}: {}", config.name(), directory, cause.getMessage());
        counters.failed("the fallback file cannot be used: " + cause.getMessage());
        backlog.close();
        machine.fileBroke();
        partitions.values().removeIf(tracker -> !tracker.isOwned());
        for (PartitionTracker tracker : partitions.values()) {
            if (tracker.hasBegun() && tracker.next() < tracker.taken()) {
                tracker.takeFrom(tracker.next());
                seek(tracker, tracker.next());
            }
        }
    }

    // ---- Emptying the file.

    private void drain() {
        long left = DRAINED_A_ROUND;
        while (joined && machine.drains() && !queue.isFull() && left > 0) {
            List<Frame> frames = backlog.read();
            if (frames.isEmpty()) {
                endOfFile();
                return;
            }
            for (Frame frame : frames) {
                take(frame);
                left -= frame.payload().length;
            }
            queueReady();
        }
    }

    private void take(Frame frame) {
        TopicPartition partition = RecordCodec.partition(
                frame.stream(), config.topics().blocks(), config.topics().state());
        PartitionTracker tracker = partitions.computeIfAbsent(
                partition, key -> PartitionTracker.ofAnother(key, frame.stream(), reader(key)));
        backlog.passed(partition, frame);
        if (!tracker.hasBegun() || tracker.stopped().isPresent()) {
            return;
        }
        if (frame.to() <= tracker.next()) {
            counters.skipped();
        } else if (frame.from() <= tracker.next()) {
            drain(tracker, frame);
        } else if (!tracker.isOwned()) {
            tracker.awaitGroup();
        } else {
            counters.skipped();
            closeHole(tracker, frame);
        }
    }

    private void drain(PartitionTracker tracker, Frame frame) {
        ConsumerRecord<byte[], byte[]> record;
        try {
            record = RecordCodec.decode(frame.payload());
        } catch (IllegalArgumentException e) {
            LOG.error(
                    "{}: a frame of the fallback file is no record, it is read from Kafka: {}",
                    tracker.partition(),
                    e.getMessage());
            return;
        }
        long before = tracker.next();
        decode(tracker, record, before);
        if (tracker.next() > before) {
            counters.drained();
            progress.drained();
            progressed = true;
        }
    }

    /** A frame begins behind what was read: what is missing comes again further behind in the file, or is in Kafka. */
    private void closeHole(PartitionTracker tracker, Frame frame) {
        if (tracker.taken() == tracker.next() || tracker.isCoveredLater()) {
            return;
        }
        if (coveredUntil(tracker) > tracker.next()) {
            tracker.coveredLater();
            return;
        }
        LOG.warn(
                "{}: the fallback file lacks {} to {}, they are read from Kafka",
                tracker.partition(),
                tracker.next(),
                frame.from() - 1);
        tracker.takeFrom(tracker.next());
        seek(tracker, tracker.next());
    }

    /** Everything in the file was read: what should have come and did not is in Kafka. */
    private void endOfFile() {
        boolean again = false;
        for (PartitionTracker tracker : partitions.values()) {
            if (!tracker.isOwned()) {
                tracker.endOfFile();
            } else if (tracker.isReading() && tracker.next() < tracker.taken()) {
                if (progressed && coveredUntil(tracker) > tracker.next()) {
                    again = true;
                } else {
                    LOG.warn(
                            "{}: the fallback file lacks {} to {}, they are read from Kafka",
                            tracker.partition(),
                            tracker.next(),
                            tracker.taken() - 1);
                    tracker.takeFrom(tracker.next());
                    seek(tracker, tracker.next());
                }
            }
        }
        if (again) {
            readAgain();
        } else {
            machine.fileRead();
        }
    }

    private void readAgain() {
        if (!backlog.isOpen()) {
            return;
        }
        backlog.rewind();
        progressed = false;
        if (backlog.isRead()) {
            machine.fileRead();
        } else {
            machine.fileRewound();
        }
    }

    private long coveredUntil(PartitionTracker tracker) {
        return backlog.coveredUntil(tracker.stream(), tracker.next());
    }

    private void stop(PartitionTracker tracker, String reason) {
        LOG.error("{} sink stops reading {}: {}", config.name(), tracker.partition(), reason);
        tracker.stop(reason);
        publishStopped();
    }

    private void publishStopped() {
        stopped = partitions.values().stream()
                .filter(tracker -> tracker.isOwned() && tracker.stopped().isPresent())
                .collect(Collectors.toMap(
                        tracker -> tracker.partition().toString(),
                        tracker -> tracker.stopped().orElseThrow()));
    }

    private PartitionReader reader(TopicPartition partition) {
        return new PartitionReader(isOfState(partition), counters);
    }

    private int stream(TopicPartition partition) {
        return RecordCodec.stream(partition.partition(), isOfState(partition));
    }

    private boolean isOfState(TopicPartition partition) {
        return partition.topic().equals(config.topics().state());
    }
}
