package io.chaintier.sinkruntime;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chaintier.event.wire.EventDecoder;
import io.chaintier.event.wire.MalformedEventException;
import io.chaintier.event.wire.UnknownSchemaException;
import io.chaintier.event.wire.WireEvent;
import io.chaintier.spill.Frame;
import io.chaintier.spill.Owner;
import io.chaintier.spill.Spill;
import io.chaintier.spill.SpillConfig;
import io.chaintier.store.ChainWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;

/**
 * Brings what the fallback file of a sink that does not run any more holds into that sink's store, through the reader and
 * the delivery of a running sink. Nothing is committed: whoever reads the partitions goes on where it was, and stores
 * again what is stored twice, which is the same as once.
 *
 * <p>A record is released from the folder only once it is settled: stored, or in the dead-letter topic with its cause.
 * Interrupted or killed at any moment it can be run again and goes on. Parts of a block whose other parts are not in the
 * folder cannot be stored: they, and everything behind them, stay there. For one thread, once.
 */
public final class FolderDrain implements AutoCloseable {
    private static final int READ_FRAMES = 1_000;
    private static final long READ_BYTES = 4 << 20;
    private static final int SEGMENT_BYTES = 1 << 20;
    private static final Duration FORCE_INTERVAL = Duration.ofMillis(50);

    private final SinkConfig config;
    private final ChainWriter store;
    private final DeadLetterWriter deadLetters;
    private final Clock clock;
    private final SinkCounters counters = new SinkCounters();
    private final EventQueue queue;
    private final Delivery delivery;
    private final EventDecoder decoder = new EventDecoder();
    private final Map<TopicPartition, Stream> streams = new HashMap<>();
    private final ReadFrames readFrames = new ReadFrames();
    private final List<String> holes = new ArrayList<>();
    private long incomplete;

    /**
     * What was done.
     *
     * @param counts     of the records that were read from the folder
     * @param incomplete records that are parts of blocks, whose other parts are not in the folder
     * @param holes      ranges of offsets that are missing between records of the folder, each for people
     * @param left       records that are still in the folder
     */
    public record Result(SinkStatus.Counts counts, long incomplete, List<String> holes, long left) {
        public Result {
            holes = List.copyOf(holes);
        }
    }

    /** It ended before everything was settled, because something outside does not answer: run it again later. */
    public static final class StoppedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        StoppedException(String message, Throwable cause) {
            super(message + "; what was stored is out of the folder, run this again later to go on there", cause);
        }
    }

    /** Hears how it goes. */
    public interface Listener {
        /**
         * @param records dealt with so far
         * @param left    still in the folder
         */
        void progressed(long records, long left);
    }

    /** What is known of one partition. */
    private static final class Stream {
        private final PartitionReader reader;
        private final boolean ofState;
        /** Chains of which an event began since the last hole. */
        private final Set<String> begun = new HashSet<>();

        private long next = -1;
        private long keptFrom = Long.MAX_VALUE;

        Stream(boolean ofState, SinkCounters counters) {
            this.reader = new PartitionReader(ofState, counters);
            this.ofState = ofState;
        }

        /** Frames from this position on stay in the folder. */
        long releasable() {
            return Math.min(keptFrom, reader.committable(next));
        }

        void keep(long from) {
            keptFrom = Math.min(keptFrom, from);
        }
    }

    /**
     * @param config of the sink whose store it is
     * @param store  is closed with this
     */
    public FolderDrain(SinkConfig config, ChainWriter store) {
        this(config, store, new DeadLetters(config), Clock.systemUTC());
    }

    FolderDrain(SinkConfig config, ChainWriter store, DeadLetterWriter deadLetters, Clock clock) {
        this.config = config;
        this.store = store;
        this.deadLetters = deadLetters;
        this.clock = clock;
        this.queue = new EventQueue(config.queueBytes());
        this.delivery = new Delivery(config, queue, store, new Impatient(deadLetters), counters, new Random());
    }

    /**
     * Checks that a folder is of the sink that the settings describe, as far as that is known without Kafka.
     *
     * @throws SinkFailedException if it is another's; the message says what differs
     */
    public static void checkOwner(Owner owner, SinkConfig config) {
        Map<String, String> expected = new TreeMap<>();
        expected.put("sink", config.name());
        expected.put("group", config.groupId());
        expected.put("blocks.topic", config.topics().blocks());
        expected.put("state.topic", config.topics().state());
        check(owner, expected, "the settings say");
    }

    /**
     * Checks that the topics a folder is of are those that Kafka has now under their names.
     *
     * @throws SinkFailedException                   if they are others
     * @throws org.apache.kafka.common.KafkaException if Kafka does not say
     */
    public static void checkTopics(Owner owner, SinkConfig config) {
        try (Admin admin = config.kafka().admin()) {
            check(
                    owner,
                    TopicIdentity.read(admin, config.topics()).owner(config).attributes(),
                    "Kafka at " + config.kafka().servers() + " has");
        }
    }

    private static void check(Owner owner, Map<String, String> expected, String whoSays) {
        expected.forEach((name, value) -> {
            String found = owner.attributes().getOrDefault(name, "none");
            if (!found.equals(value)) {
                throw new SinkFailedException(
                        "the folder is another's: its " + name + " is " + found + ", but " + whoSays + " " + value,
                        null);
            }
        });
    }

    /**
     * Drains the folder.
     *
     * @param owner as whose the folder is marked
     * @throws StoppedException                         if the store, or Kafka for a dead letter, does not answer: what was
     *                                                  settled is released
     * @throws SinkFailedException                      if there is a record that can be neither stored nor dead-lettered,
     *                                                  or the store is not set up; it and what follows it stay
     * @throws io.chaintier.spill.SpillRefusedException if a process has the folder open
     * @throws io.chaintier.spill.SpillFailedException  if the folder's disk does not let us
     */
    public Result run(Path folder, Owner owner, Listener listener) throws InterruptedException {
        SpillConfig files = new SpillConfig(folder, SEGMENT_BYTES, Long.MAX_VALUE, 0, FORCE_INTERVAL);
        try (Spill spill = Spill.open(files, owner, clock)) {
            long records = 0;
            for (List<Frame> frames = read(spill); !frames.isEmpty(); frames = read(spill)) {
                for (Frame frame : frames) {
                    take(spill, frame);
                }
                settle(spill);
                records += frames.size();
                listener.progressed(records, spill.status().frames());
            }
            return new Result(
                    counters.snapshot(), incomplete(), holes, spill.status().frames());
        }
    }

    @Override
    public void close() {
        deadLetters.close();
        store.close();
    }

    private static List<Frame> read(Spill spill) {
        return spill.read(READ_FRAMES, READ_BYTES);
    }

    private void take(Spill spill, Frame frame) throws InterruptedException {
        TopicPartition partition = RecordCodec.partition(
                frame.stream(), config.topics().blocks(), config.topics().state());
        Stream stream = streams.computeIfAbsent(
                partition, key -> new Stream(key.topic().equals(config.topics().state()), counters));
        readFrames.add(partition, frame);
        if (frame.to() <= stream.next) {
            counters.skipped();
            return;
        }
        if (stream.next >= 0 && frame.from() > stream.next) {
            noteHole(spill, partition, stream, frame);
        }
        TakenRecord taken = taken(spill, partition, frame);
        stream.next = frame.to();
        if (isOrphan(stream, taken)) {
            incomplete++;
            stream.keep(frame.from());
            return;
        }
        try {
            queue.add(stream.reader.read(taken), queue.handBacks());
            counters.drained();
        } catch (UnknownSchemaException e) {
            stream.keep(frame.from());
            settle(spill);
            throw new SinkFailedException(
                    partition + " offset " + taken.record().offset() + " cannot be read: " + e.getMessage()
                            + ". It and what follows it stay in the folder",
                    e);
        }
    }

    /** What was begun before the hole will not be completed: its parts stay in the folder. */
    private void noteHole(Spill spill, TopicPartition partition, Stream stream, Frame frame)
            throws InterruptedException {
        settle(spill);
        holes.add(partition + " offsets " + stream.next + " to " + (frame.from() - 1));
        List<TakenRecord> parts = stream.reader.takeBack();
        parts.forEach(part -> stream.keep(part.from()));
        incomplete += parts.size();
        stream.begun.clear();
    }

    private TakenRecord taken(Spill spill, TopicPartition partition, Frame frame) throws InterruptedException {
        try {
            return new TakenRecord(RecordCodec.decode(frame.payload()), frame.from());
        } catch (IllegalArgumentException e) {
            streams.get(partition).keep(frame.from());
            settle(spill);
            throw new SinkFailedException(
                    partition + " offsets " + frame.from() + " to " + (frame.to() - 1)
                            + ": the folder's frame is no record: " + e.getMessage()
                            + ". It and what follows it stay in the folder",
                    e);
        }
    }

    /** A later part of a block whose first part is not in the folder. Where records are whole, each is looked at once. */
    private boolean isOrphan(Stream stream, TakenRecord taken) {
        byte[] value = taken.record().value();
        byte[] key = taken.record().key();
        String chain = key == null ? "" : new String(key, UTF_8);
        if (stream.ofState || value == null || stream.begun.contains(chain)) {
            return false;
        }
        try {
            boolean orphan = decoder.decode(value) instanceof WireEvent.Part part && part.part() > 0;
            if (!orphan) {
                stream.begun.add(chain);
            }
            return orphan;
        } catch (MalformedEventException | UnknownSchemaException e) {
            return false; // The reader says what becomes of it.
        }
    }

    /** Returns when everything that was taken is stored or dead-lettered, and gives its space back. */
    private void settle(Spill spill) throws InterruptedException {
        while (queue.size() > 0 || delivery.isBusy()) {
            Duration pause = step(spill);
            Optional<EventQueue.Undeliverable> undeliverable = queue.nextUndeliverable();
            if (undeliverable.isPresent()) {
                throw new SinkFailedException(
                        undeliverable.get().event().partition() + " "
                                + undeliverable.get().reason() + ". It and what follows it stay in the folder",
                        null);
            }
            if (!queue.isDelivering()) {
                release(spill);
                throw new StoppedException(
                        "the " + config.name() + " store does not answer: "
                                + counters.lastError().orElse(""),
                        null);
            }
            queue.awaitClosed(pause);
        }
        release(spill);
    }

    private Duration step(Spill spill) throws InterruptedException {
        try {
            return delivery.step();
        } catch (StoppedException e) {
            release(spill);
            throw e;
        }
    }

    private void release(Spill spill) {
        readFrames.release(partition -> streams.get(partition).releasable()).ifPresent(spill::release);
    }

    /** Counts the parts that are held at the end, too. */
    private long incomplete() {
        return incomplete
                + streams.values().stream()
                        .mapToLong(stream -> stream.reader.takeBack().size())
                        .sum();
    }

    /** A sink keeps a dead letter until Kafka is back; a command that a person waits for ends. */
    private record Impatient(DeadLetterWriter writer) implements DeadLetterWriter {
        @Override
        public void write(TrackedEvent event, RuntimeException cause) throws FailedException, InterruptedException {
            try {
                writer.write(event, cause);
            } catch (FailedException e) {
                if (e.isPassing()) {
                    throw new StoppedException(
                            event.partition() + " offset " + event.firstOffset() + " cannot be stored ("
                                    + cause.getMessage() + "), and " + e.getMessage(),
                            e);
                }
                throw e;
            }
        }

        @Override
        public void close() {
            writer.close();
        }
    }
}
