package io.chaintier.producer.publish;

import static java.util.Objects.requireNonNull;

import io.chaintier.event.ChainId;
import io.chaintier.event.wire.MalformedEventException;
import io.chaintier.event.wire.UnknownSchemaException;
import io.chaintier.spill.Frame;
import io.chaintier.spill.Owner;
import io.chaintier.spill.Spill;
import io.chaintier.spill.SpillConfig;
import io.chaintier.spill.SpillException;
import io.chaintier.spill.SpillFailedException;
import io.chaintier.spill.SpillRefusedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publications of one chain on disk, first in, first out, numbered. One thread appends, one reads and releases, any may
 * ask how it is.
 *
 * <p>A frame of the log stands for the stretch of numbers from the one behind the frame before up to its own, so that a
 * lost frame shows as a hole, while numbers that were never spooled do not. Numbers are of a {@linkplain SpoolEntry
 * series}; a spool that is opened with something in it goes on with its series, far enough above for no number to be
 * given twice.
 *
 * <p>A disk that fails is opened again and again: until that works the spool takes and gives nothing, and says why.
 */
final class Spool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    private static final int STREAM = 0;
    private static final Duration FORCE_INTERVAL = Duration.ofMillis(50);
    private static final Duration REOPEN_INTERVAL = Duration.ofSeconds(1);
    private static final int MOST_FRAMES = 10_000;
    /** Numbers that the publisher before may have given to what it was writing and had not spooled yet. */
    private static final long UNUSED_NUMBERS = 1L << 32;

    private final SpillConfig config;
    private final Owner owner;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final UUID instance;
    private final UUID series;
    private final int maxPublications;
    private final boolean damaged;
    private final long firstOwnNumber;
    private final SpoolCodec codec = new SpoolCodec();

    /** Of what this publisher appended and did not read back yet, in order. */
    private final ArrayDeque<CompletableFuture<Published>> outcomes = new ArrayDeque<>();

    private Optional<Spill> spill;
    private int generation;
    private long failedAtNanos;
    private boolean closed;
    private State lastState = State.NONE;
    private Optional<String> obstacle = Optional.empty();
    private volatile long appendedTo;
    private volatile long readTo;

    /** A publication that was read back. */
    record Stored(long number, SpoolEntry entry, Optional<CompletableFuture<Published>> outcome, Mark mark) {}

    /** Where a publication ends in the log; of another opening of the log it says nothing. */
    record Mark(int generation, Frame.Place place) {}

    /** How it is, for {@link PublisherStatus}. */
    record State(long publications, long bytes, Optional<Instant> oldest, Optional<String> obstacle) {
        static final State NONE = new State(0, 0, Optional.empty(), Optional.empty());
    }

    private Spool(PublisherConfig.Spooling settings, ChainId chain, UUID instance, Clock clock, LongSupplier nanoTime) {
        this.config = new SpillConfig(
                directory(settings, chain),
                settings.segmentBytes(),
                settings.maxBytes(),
                settings.minFreeBytes(),
                FORCE_INTERVAL);
        this.owner = new Owner(Map.of("kind", "publisher", "chain", chain.toString()));
        this.clock = requireNonNull(clock, "clock");
        this.nanoTime = requireNonNull(nanoTime, "nanoTime");
        this.instance = requireNonNull(instance, "instance");
        this.maxPublications = settings.maxPublications();
        Spill opened = Spill.open(config, owner, clock);
        try {
            Optional<Frame> oldest = opened.read(1, 1).stream().findFirst();
            opened.rewind();
            this.series = oldest.map(frame -> decode(frame).series()).orElse(instance);
            this.readTo = oldest.map(Frame::from).orElse(0L);
            this.appendedTo = opened.coveredUntil(STREAM, readTo);
            this.firstOwnNumber = oldest.isPresent() ? appendedTo + UNUSED_NUMBERS : 0;
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
        opened.recovery().findings().forEach(finding -> LOG.warn("the spool {}: {}", directory(), finding));
        this.damaged = !opened.recovery().findings().isEmpty();
        this.spill = Optional.of(opened);
        if (hasUnread()) {
            LOG.warn("{} publications wait in the spool {}", opened.recovery().frames(), directory());
        }
    }

    /**
     * Opens the chain's folder.
     *
     * @param instance of the publisher
     * @throws PublisherFailedException      if the folder is another's, or in use, or holds what cannot be read
     * @throws PublisherUnavailableException if the disk does not let us
     */
    static Spool open(
            PublisherConfig.Spooling settings, ChainId chain, UUID instance, Clock clock, LongSupplier nanoTime) {
        try {
            return new Spool(settings, chain, instance, clock, nanoTime);
        } catch (SpillRefusedException | MalformedEventException | UnknownSchemaException e) {
            throw new PublisherFailedException(
                    "the spool of " + chain + " in " + directory(settings, chain) + " cannot be used: "
                            + e.getMessage(),
                    e);
        } catch (SpillException e) {
            throw new PublisherUnavailableException(
                    "the spool of " + chain + " in " + directory(settings, chain) + " cannot be used now: "
                            + e.getMessage(),
                    e);
        }
    }

    /** Whether the chain has a folder already, perhaps with something in it. */
    static boolean exists(PublisherConfig.Spooling settings, ChainId chain) {
        return Files.isDirectory(directory(settings, chain));
    }

    private static Path directory(PublisherConfig.Spooling settings, ChainId chain) {
        return settings.directory().resolve(chain.fileName());
    }

    Path directory() {
        return config.directory();
    }

    UUID series() {
        return series;
    }

    /** The number to begin with. */
    long firstOwnNumber() {
        return firstOwnNumber;
    }

    /** Whether something was found in the folder that is not as it was written: perhaps not everything is there. */
    boolean isDamaged() {
        return damaged;
    }

    SpoolProgress progress(long next) {
        return new SpoolProgress(series, next, instance);
    }

    boolean hasUnread() {
        return readTo < appendedTo;
    }

    /**
     * Appends a publication.
     *
     * @param confirmed the sequence behind what is confirmed; empty as long as Kafka was not reached
     * @return false if it takes nothing now; {@link #state} says why
     * @throws PublisherFailedException if the disk lost what was spooled
     */
    boolean append(PublishQueue.Spoolable next, OptionalLong confirmed) {
        Pending pending = next.pending();
        byte[] encoded = codec.encode(
                new SpoolEntry(series, confirmed, pending.mustJoin(), next.attempt(), pending.publication()));
        return append(next, encoded);
    }

    private synchronized boolean append(PublishQueue.Spoolable next, byte[] encoded) {
        if (!isUsable()) {
            return false;
        }
        if (outcomes.size() >= maxPublications) {
            obstacle = Optional.of("it holds " + maxPublications + " publications");
            return false;
        }
        try {
            if (!spill.get().append(STREAM, appendedTo, next.number() + 1, encoded)) {
                obstacle = spill.get().status().obstacle();
                return false;
            }
        } catch (SpillFailedException e) {
            fails(e);
            return false;
        }
        outcomes.add(next.pending().outcome().orElseThrow());
        appendedTo = next.number() + 1;
        obstacle = Optional.empty();
        return true;
    }

    /**
     * The oldest that were not read yet; none if the disk does not give them now. What was read before is done with.
     *
     * @throws PublisherFailedException if publications are missing
     */
    synchronized List<Stored> read(long maxBytes) throws InterruptedException {
        List<Stored> read = new ArrayList<>();
        checkNotInterrupted();
        while (isUsable() && read.isEmpty() && hasUnread()) {
            List<Frame> frames = framesOrNone(MOST_FRAMES, maxBytes);
            if (frames.isEmpty()) {
                checkNothingLost();
                break;
            }
            for (Frame frame : frames) {
                if (frame.to() <= readTo) {
                    // Read before the log was opened again, and written since.
                    spill.get().release(frame.place());
                    continue;
                }
                read.add(next(frame));
            }
        }
        return read;
    }

    /**
     * Looks at the oldest, which stay to be read.
     *
     * @param more false ends it
     */
    synchronized void peek(Predicate<Stored> more) throws InterruptedException {
        checkNotInterrupted();
        if (!isUsable()) {
            throw new PublisherUnavailableException(
                    "the spool in " + directory() + " cannot be read now: " + obstacle.orElse(""));
        }
        Spill log = spill.get();
        try {
            boolean goOn = true;
            while (goOn) {
                List<Frame> frames = log.read(MOST_FRAMES, 1 << 20);
                goOn = !frames.isEmpty();
                for (Frame frame : frames) {
                    goOn = goOn && more.test(stored(frame, Optional.empty()));
                }
            }
            log.rewind();
        } catch (SpillFailedException e) {
            fails(e);
            throw new PublisherUnavailableException(e.getMessage(), e);
        }
    }

    /** All up to and with this are in the topic: gives up their room. */
    synchronized void release(Mark mark) throws InterruptedException {
        checkNotInterrupted();
        // What was read before the log was opened again comes once more, and is released then.
        if (isUsable() && mark.generation() == generation) {
            spill.get().release(mark.place());
        }
    }

    synchronized State state() {
        return spill.map(Spill::status)
                .map(status -> new State(
                        status.frames(),
                        status.bytes(),
                        status.oldestAppendedAtMs().stream()
                                .mapToObj(Instant::ofEpochMilli)
                                .findFirst(),
                        obstacle))
                .orElseGet(() -> new State(lastState.publications(), lastState.bytes(), lastState.oldest(), obstacle));
    }

    /** Of what is still unread; they are the caller's now. */
    synchronized List<CompletableFuture<Published>> takeOutcomes() {
        List<CompletableFuture<Published>> taken = List.copyOf(outcomes);
        outcomes.clear();
        return taken;
    }

    /** Interrupts a thread, but not while it has files of the log open: Java would close them. */
    synchronized void interrupt(Thread thread) {
        thread.interrupt();
    }

    /** What is left in it is still told by {@link #state}. */
    @Override
    public synchronized void close() {
        if (!closed) {
            lastState = state();
            closed = true;
            spill.ifPresent(Spill::close);
            spill = Optional.empty();
        }
    }

    private Stored next(Frame frame) {
        if (frame.from() > readTo) {
            throw lost(readTo, frame.from());
        }
        readTo = frame.to();
        boolean own = frame.to() > firstOwnNumber;
        return stored(frame, own ? Optional.ofNullable(outcomes.poll()) : Optional.empty());
    }

    private Stored stored(Frame frame, Optional<CompletableFuture<Published>> outcome) {
        SpoolEntry entry = decode(frame);
        if (!entry.series().equals(series)) {
            throw new PublisherFailedException("the spool in " + directory() + " holds publications of two series, "
                    + series + " and " + entry.series() + ": was it put together from two folders?");
        }
        return new Stored(frame.to() - 1, entry, outcome, new Mark(generation, frame.place()));
    }

    private SpoolEntry decode(Frame frame) {
        return codec.decode(frame.payload());
    }

    private List<Frame> framesOrNone(int most, long maxBytes) {
        try {
            return spill.get().read(most, maxBytes);
        } catch (SpillFailedException e) {
            fails(e);
            return List.of();
        }
    }

    private boolean isUsable() {
        if (spill.isEmpty() && !closed && nanoTime.getAsLong() - failedAtNanos > REOPEN_INTERVAL.toNanos()) {
            reopen();
        }
        return spill.isPresent();
    }

    private void reopen() {
        try {
            Spill opened = Spill.open(config, owner, clock);
            spill = Optional.of(opened);
            generation++;
            obstacle = Optional.empty();
            LOG.info("the spool {} works again", directory());
        } catch (SpillException e) {
            fails(e);
        }
    }

    private void checkNothingLost() {
        if (spill.isPresent() && spill.get().isRead() && hasUnread()) {
            throw lost(readTo, appendedTo);
        }
    }

    private PublisherFailedException lost(long from, long to) {
        return new PublisherFailedException("the disk lost publications from the spool in " + directory()
                + ": those with the numbers " + from + " to " + (to - 1) + " cannot be read");
    }

    private void fails(SpillException failure) {
        lastState = state();
        LOG.error("the spool {} fails: {}", directory(), failure.getMessage());
        spill.ifPresent(broken -> {
            try {
                broken.close();
            } catch (RuntimeException e) {
                LOG.debug("closing a log that had failed", e);
            }
        });
        spill = Optional.empty();
        failedAtNanos = nanoTime.getAsLong();
        obstacle = Optional.of(failure.getMessage());
    }

    private static void checkNotInterrupted() throws InterruptedException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedException("closed");
        }
    }
}
