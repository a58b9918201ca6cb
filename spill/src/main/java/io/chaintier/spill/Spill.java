package io.chaintier.spill;

import static java.util.Objects.requireNonNull;

import io.chaintier.spill.Frame.Place;
import io.chaintier.spill.LogIndex.BrokenMappingException;
import io.chaintier.spill.Recoverer.Recovered;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log on disk that takes what cannot go where it should, first in, first out.
 *
 * <p>Usually one thread appends, and one reads and releases; everything is safe for any thread. Appending copies into a
 * mapped segment that was prepared before it is needed: it allocates nothing and waits for no disk, unless segments fill
 * up faster than the disk takes new ones. A thread of the log prepares, forces and removes segments. Threads that call
 * this must not be interrupted: Java closes the files under them.
 *
 * <p>What was appended survives the death of the process at once, and a power loss once it is forced, which happens every
 * {@link SpillConfig#forceInterval()} or by {@link #force}. What was read stays in the log until it is released.
 * After a crash the log holds, in the order they were appended: every frame that was forced and not released; perhaps
 * frames that were not forced, each whole; perhaps again frames that were released within the last interval. Whatever is
 * not whole is missing, which shows as a hole in its stream.
 *
 * <p>A disk that fails never loses frames in silence: the log gives the segment up where it was last forced, and writes
 * the rest to a new one, or fails. Frames that cannot be read back are missing from what {@link #read} gives, and their
 * segment is set aside in the folder {@code quarantine} instead of being deleted.
 *
 * <p>The folder holds {@code <number>.segment} files (the format is that of {@code SegmentFormat}), {@code head}, which
 * says up to where the log is released, {@code lock}, and {@code quarantine}. What is released is forced into {@code head}
 * first, and its segment removed after: a crash in between leaves a segment that the next start removes.
 */
public final class Spill implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Spill.class);

    private final Clock clock;
    private final Disk disk;
    private final Recovery recovery;
    private final LogIndex index;
    private final Reserve reserve;
    private final Forcer forcer;
    private final LogReader reader;
    private final Releaser releaser;
    private final Upkeep upkeep;

    /** Held while frames are appended. A forcer that must write frames anew takes it after its own lock. */
    private final ReentrantLock appending = new ReentrantLock();

    private volatile Optional<String> obstacle = Optional.empty();
    private volatile Optional<SpillFailedException> failure = Optional.empty();
    private volatile boolean closed;

    private Spill(SpillConfig config, Owner owner, Clock clock, Disk disk, RandomGenerator epochs) throws IOException {
        this.clock = clock;
        this.disk = disk;
        Recovered recovered = new Recoverer(disk, owner).recover(HeadFile.readIn(disk));
        this.recovery = recovered.report();
        this.index = new LogIndex(recovered.segments(), recovered.head());
        this.reserve = new Reserve(config, owner, clock, disk, epochs, index, recovered.nextNumber());
        this.forcer = new Forcer(index, disk, new Anew());
        this.reader = new LogReader(index, disk);
        this.releaser = new Releaser(index, disk);
        this.upkeep = new Upkeep(this::upkeep, config.forceInterval(), disk.toString());
    }

    /**
     * Opens the log of a folder, or begins one, and recovers what is there: in bounded memory and time, however much
     * that is.
     *
     * @throws SpillRefusedException if the folder is in use, or belongs to another owner, or is of another version
     * @throws SpillFailedException  if the disk does not let us
     */
    public static Spill open(SpillConfig config, Owner owner, Clock clock) {
        Disk disk;
        try {
            disk = FolderDisk.take(config.directory());
        } catch (IOException e) {
            throw new SpillFailedException("the folder " + config.directory() + " cannot be used: " + e, e);
        }
        Spill spill = open(config, owner, clock, disk, new Random());
        spill.upkeep.start();
        return spill;
    }

    /** A log without a thread of its own: somebody calls {@link #upkeep}. */
    static Spill open(SpillConfig config, Owner owner, Clock clock, Disk disk, RandomGenerator epochs) {
        try {
            Spill spill = new Spill(config, owner, clock, disk, epochs);
            // The segment that is written first and the next ones are there before they are needed.
            spill.reserve.fill();
            spill.activateNext(0);
            boolean more = true;
            while (more) {
                more = spill.reserve.fill();
            }
            return spill;
        } catch (IOException e) {
            close(disk);
            throw new SpillFailedException("the log in " + disk + " cannot be opened: " + e, e);
        } catch (RuntimeException e) {
            close(disk);
            throw e;
        }
    }

    /** What was found when it was opened. */
    public Recovery recovery() {
        return recovery;
    }

    /**
     * Appends a frame; see {@link Frame} for what the numbers mean.
     *
     * @return false if there is no room: the capacity or the free-space floor is reached, or the disk takes no new
     *         segment, see {@link SpillStatus#obstacle}. Nothing was appended then; try again later
     * @throws SpillFailedException if the disk failed and the log could not go on in a new segment
     * @throws InternalError        from Java itself, if the file was cut under its mapping: perhaps not here but later, out
     *                              of any code of this thread. The log notices when it forces next, and goes on; which of
     *                              the frames since the last force it has, {@link #coveredUntil} tells
     */
    public boolean append(int stream, long from, long to, byte[] payload) {
        requireNonNull(payload, "payload");
        if (stream < 0 || from < 0 || to <= from) {
            throw new IllegalArgumentException(
                    "expected a stream and a stretch of it, not stream " + stream + ", " + from + " to " + to);
        }
        while (true) {
            try {
                return appendOnce(stream, from, to, payload);
            } catch (BrokenMappingException e) {
                LOG.error("the mapping of segment {} in {} failed", e.segment().name(), disk, e);
                giveUp(e.segment());
            }
        }
    }

    /**
     * Returns when everything appended before survives a power loss.
     *
     * @throws SpillFailedException if it does not
     */
    public void force() {
        checkUsable();
        try {
            forcer.force();
        } catch (IOException e) {
            throw fail(e);
        }
    }

    /**
     * The oldest frames that were not read yet, and moves on behind them. Damaged stretches are passed over.
     *
     * @param maxFrames 1 or more
     * @param maxBytes  of payload; one frame may be larger
     * @return none if there is nothing more to read now
     * @throws SpillFailedException if the disk does not give them; what was read before is not read again
     */
    public List<Frame> read(int maxFrames, long maxBytes) {
        try {
            return reader.read(maxFrames, maxBytes);
        } catch (IOException e) {
            reader.close();
            throw new SpillFailedException("the log in " + disk + " cannot be read: " + e, e);
        }
    }

    /** Whether everything was read. */
    public boolean isRead() {
        return index.isRead();
    }

    /** Whether everything was released. */
    public boolean isEmpty() {
        return index.isEmpty();
    }

    /** Reads again from the oldest frame that was not released. */
    public void rewind() {
        reader.rewind();
    }

    /**
     * Everything up to and with this place was dealt with and is given up: its space is used again. A place at or before
     * the last released one changes nothing.
     *
     * @throws IllegalArgumentException if it was not read yet
     */
    public void release(Place upTo) {
        index.release(upTo);
    }

    /**
     * How far the frames in the log (not yet released) cover a stream without a hole, beginning at {@code from}.
     *
     * @return the position behind the last one covered; {@code from} itself if the log has nothing that begins there
     */
    public long coveredUntil(int stream, long from) {
        try {
            return index.coveredUntil(stream, from, disk);
        } catch (IOException e) {
            throw new SpillFailedException("the log in " + disk + " cannot be read: " + e, e);
        }
    }

    public SpillStatus status() {
        return new SpillStatus(
                index.frames(),
                index.bytes(),
                index.unreadFrames(),
                index.fileBytes() + reserve.fileBytes(),
                index.size() + reserve.size(),
                index.oldestAppendedAtMs(),
                index.unforcedBytes(),
                forcer.poisonedSegments(),
                releaser.quarantinedBytes(),
                obstacle);
    }

    /** Forces what was appended, and lets the folder go. Whatever was not released is there at the next opening. */
    @Override
    public void close() {
        appending.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
        } finally {
            appending.unlock();
        }
        upkeep.stop();
        index.retire();
        try {
            if (failure.isEmpty()) {
                forcer.force();
            }
        } catch (IOException e) {
            LOG.error("what was appended last to the log in {} could not be forced: {}", disk, e.toString());
        }
        releaser.removeReleased();
        // The segment that was written stays, also if it is empty: it says whose folder this is.
        reserve.discard();
        reader.close();
        try {
            releaser.close();
        } catch (IOException e) {
            LOG.warn("the head of the log in {} could not be closed: {}", disk, e.toString());
        }
        close(disk);
    }

    /** What the log does besides: prepares segments, forces what was appended, removes what was released. */
    void upkeep() {
        if (failure.isEmpty()) {
            if (reserve.fill()) {
                upkeep.wake();
            }
            try {
                forcer.force();
            } catch (IOException e) {
                fail(e);
            }
        }
        releaser.removeReleased();
    }

    private boolean appendOnce(int stream, long from, long to, byte[] payload) throws BrokenMappingException {
        appending.lock();
        try {
            checkUsable();
            boolean taken = appendOrRoll(stream, from, to, clock.millis(), payload);
            obstacle = taken ? Optional.empty() : Optional.of(reserve.refusal());
            return taken;
        } finally {
            appending.unlock();
        }
    }

    private void giveUp(Segment broken) {
        try {
            forcer.giveUp(broken);
        } catch (IOException e) {
            throw fail(e);
        }
    }

    private boolean appendOrRoll(int stream, long from, long to, long now, byte[] payload)
            throws BrokenMappingException {
        if (index.append(stream, from, to, now, payload)) {
            return true;
        }
        if (!activateNext(payload.length) && !(reserve.ensure(payload.length) && activateNext(payload.length))) {
            return false;
        }
        upkeep.wake();
        return index.append(stream, from, to, now, payload);
    }

    private boolean activateNext(int payloadBytes) {
        Optional<Segment> next = reserve.take(payloadBytes);
        next.ifPresent(index::activate);
        return next.isPresent();
    }

    private void checkUsable() {
        if (closed) {
            throw new IllegalStateException("the log in " + disk + " is closed");
        }
        failure.ifPresent(cause -> {
            throw new SpillFailedException(cause.getMessage(), cause);
        });
    }

    private SpillFailedException fail(IOException cause) {
        SpillFailedException failed = new SpillFailedException(
                "the disk of " + disk + " failed, and what was not forced cannot be written anew: "
                        + cause.getMessage(),
                cause);
        LOG.error(failed.getMessage());
        failure = Optional.of(failed);
        return failed;
    }

    private static void close(Disk disk) {
        try {
            disk.close();
        } catch (IOException e) {
            LOG.warn("the folder {} could not be let go: {}", disk, e.toString());
        }
    }

    /** Appends frames anew while all other appends wait. */
    private final class Anew implements Forcer.Rewriter {
        @Override
        public void begin() {
            appending.lock();
        }

        @Override
        public void append(Frame frame) throws IOException {
            boolean taken = false;
            while (!taken) {
                try {
                    taken = appendOrRoll(
                            frame.stream(), frame.from(), frame.to(), frame.appendedAtMs(), frame.payload());
                    if (!taken) {
                        throw new IOException(reserve.refusal());
                    }
                } catch (BrokenMappingException e) {
                    forcer.giveUp(e.segment());
                }
            }
        }

        @Override
        public void end() {
            appending.unlock();
        }
    }
}
