package io.chaintier.spill;

import static java.util.Objects.requireNonNull;

import io.chaintier.spill.Frame.Place;
import io.chaintier.spill.SegmentFormat.Header;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
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

    private final SpillConfig config;
    private final Owner owner;
    private final Clock clock;
    private final Disk disk;
    private final HeadFile headFile;
    private final RandomGenerator epochs;
    private final Recovery recovery;
    private final Upkeep upkeep;

    /** Held while a segment is made; taken before the monitor. */
    private final ReentrantLock preparing = new ReentrantLock();
    /** Held while segments are forced, sealed, given up and removed; taken before {@link #preparing}. */
    private final ReentrantLock forcing = new ReentrantLock();
    /** Held while frames are read; taken before the monitor. */
    private final ReentrantLock reading = new ReentrantLock();

    // Guarded by the monitor.
    private final TreeMap<Long, Segment> segments;
    private Optional<Segment> active = Optional.empty();
    private Optional<Segment> spare = Optional.empty();
    private Place head;
    private Place cursor;
    private Place furthestRead;
    /** Where damage that was read over begins and ends: it is released with the frame before it. */
    private final TreeMap<Place, Place> damageEnds = new TreeMap<>();

    private long nextNumber;
    private long poisonedSegments;
    private long quarantinedBytes;
    private Optional<String> obstacle = Optional.empty();
    private String noSegment = "";
    private Optional<SpillFailedException> failure = Optional.empty();
    private int rewrites;
    private boolean closed;
    private Optional<Remaining> remaining = Optional.empty();

    // Guarded by the reading lock.
    private Optional<OpenSegment> reader = Optional.empty();

    // Guarded by the forcing lock.
    private Place writtenHead;

    /** What is left in the segment of the head, for as long as head and end are these. */
    private record Remaining(Place head, long end, Runs runs) {}

    /** The segment that is being read. */
    private record OpenSegment(long number, FrameScanner scanner) {}

    private Spill(SpillConfig config, Owner owner, Clock clock, Disk disk, RandomGenerator epochs) throws IOException {
        this.config = config;
        this.owner = owner;
        this.clock = clock;
        this.disk = disk;
        this.epochs = epochs;
        // Recovery looks at everything before it changes anything; the head file is made only after.
        Optional<Place> stored = HeadFile.readIn(disk);
        Recoverer.Recovered recovered = new Recoverer(disk, owner).recover(stored);
        this.headFile = HeadFile.open(disk);
        this.segments = recovered.segments();
        this.head = recovered.head();
        this.cursor = head;
        this.furthestRead = head;
        this.nextNumber = recovered.nextNumber();
        this.recovery = recovered.report();
        this.quarantinedBytes = disk.bytesIn(Recoverer.QUARANTINE);
        this.writtenHead = stored.orElse(new Place(0, 0, 0));
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
            // Both the segment that is written and the next one are there before they are needed.
            spill.prepare(0);
            spill.activateSpare();
            spill.prepare(0);
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
     */
    public boolean append(int stream, long from, long to, byte[] payload) {
        requireNonNull(payload, "payload");
        if (stream < 0 || from < 0 || to <= from) {
            throw new IllegalArgumentException(
                    "expected a stream and a stretch of it, not stream " + stream + ", " + from + " to " + to);
        }
        return append(stream, from, to, clock.millis(), payload, false);
    }

    private boolean append(int stream, long from, long to, long now, byte[] payload, boolean rewrite) {
        while (true) {
            Segment broken;
            synchronized (this) {
                if (!rewrite) {
                    awaitRewritten();
                    checkUsable();
                }
                if (active.isEmpty() || !active.get().takes(stream, from, payload.length)) {
                    activateSpareFor(payload.length);
                }
                if (active.isPresent() && active.get().takes(stream, from, payload.length)) {
                    try {
                        active.get().append(stream, from, to, now, payload);
                        obstacle = Optional.empty();
                        return true;
                    } catch (InternalError e) {
                        LOG.error(
                                "the mapping of segment {} in {} failed",
                                active.get().name(),
                                disk,
                                e);
                        broken = active.get();
                    }
                } else {
                    broken = null;
                }
            }
            if (broken != null) {
                giveUp(broken);
            } else if (!prepare(payload.length)) {
                synchronized (this) {
                    obstacle = Optional.of(noSegment);
                }
                return false;
            }
        }
    }

    /**
     * Returns when everything appended before survives a power loss.
     *
     * @throws SpillFailedException if it does not
     */
    public void force() {
        forcing.lock();
        try {
            synchronized (this) {
                checkUsable();
            }
            forceAll();
            synchronized (this) {
                checkUsable();
            }
        } finally {
            forcing.unlock();
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
        reading.lock();
        try {
            List<Frame> frames = new ArrayList<>();
            long bytes = 0;
            while (frames.size() < maxFrames) {
                Optional<Segment> at = segmentToRead();
                if (at.isEmpty()) {
                    break;
                }
                Optional<Frame> next = next(at.get(), frames.isEmpty() ? Long.MAX_VALUE : maxBytes - bytes);
                if (next.isEmpty()) {
                    break;
                }
                bytes += next.get().payload().length;
                frames.add(next.get());
            }
            return frames;
        } catch (IOException e) {
            closeReader();
            throw new SpillFailedException("the log in " + disk + " cannot be read: " + e, e);
        } finally {
            reading.unlock();
        }
    }

    /** Whether everything was read. */
    public synchronized boolean isRead() {
        return segmentAt(cursor).isEmpty();
    }

    /** Whether everything was released. */
    public synchronized boolean isEmpty() {
        return segmentAt(head).isEmpty();
    }

    /** Reads again from the oldest frame that was not released. */
    public void rewind() {
        reading.lock();
        try {
            synchronized (this) {
                cursor = head;
                damageEnds.clear();
            }
            closeReader();
        } finally {
            reading.unlock();
        }
    }

    /**
     * Everything up to and with this place was dealt with and is given up: its space is used again. A place at or before
     * the last released one changes nothing.
     *
     * @throws IllegalArgumentException if it was not read yet
     */
    public synchronized void release(Place upTo) {
        if (upTo.compareTo(furthestRead) > 0) {
            throw new IllegalArgumentException(upTo + " was not read yet: reading has come to " + furthestRead);
        }
        if (upTo.compareTo(head) > 0) {
            head = upTo;
            moveHeadOn();
        }
    }

    /**
     * How far the frames in the log (not yet released) cover a stream without a hole, beginning at {@code from}.
     *
     * @return the position behind the last one covered; {@code from} itself if the log has nothing that begins there
     */
    public synchronized long coveredUntil(int stream, long from) {
        try {
            long reached = from;
            for (Segment segment : segments.tailMap(head.segment(), true).values()) {
                reached = runs(segment).extend(stream, reached);
            }
            return reached;
        } catch (IOException e) {
            throw new SpillFailedException("the log in " + disk + " cannot be read: " + e, e);
        }
    }

    public synchronized SpillStatus status() {
        Map<Long, Segment> held = segments.tailMap(head.segment(), true);
        long frames = held.values().stream().mapToLong(Segment::frames).sum() - head.ordinal();
        long bytes = held.values().stream()
                        .mapToLong(segment -> segment.end() - SegmentFormat.FIRST_FRAME)
                        .sum()
                - (held.containsKey(head.segment()) ? head.position() - SegmentFormat.FIRST_FRAME : 0);
        long unread = segments.tailMap(cursor.segment(), true).values().stream()
                        .mapToLong(Segment::frames)
                        .sum()
                - cursor.ordinal();
        long unforced = segments.values().stream()
                .mapToLong(segment -> segment.end() - segment.forcedEnd())
                .sum();
        OptionalLong oldest = segmentAt(head)
                .map(segment -> OptionalLong.of(segment.firstAppendedAtMs()))
                .orElse(OptionalLong.empty());
        return new SpillStatus(
                Math.max(0, frames),
                Math.max(0, bytes),
                Math.max(0, unread),
                fileBytes(),
                segments.size() + (spare.isPresent() ? 1 : 0),
                oldest,
                unforced,
                poisonedSegments,
                quarantinedBytes,
                obstacle);
    }

    /** Forces what was appended, and lets the folder go. Whatever was not released is there at the next opening. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        upkeep.stop();
        forcing.lock();
        try {
            Optional<Segment> last;
            boolean usable;
            synchronized (this) {
                last = active;
                active = Optional.empty();
                usable = failure.isEmpty();
            }
            if (usable) {
                forceAll();
            }
            removeReleased();
            synchronized (this) {
                last.filter(segment -> segment.frames() == 0 && !segment.isPoisoned())
                        .ifPresent(this::removeUnused);
                spare.ifPresent(this::removeUnused);
            }
            headFile.close();
        } catch (IOException e) {
            LOG.warn("the log in {} was not closed cleanly: {}", disk, e.toString());
        } finally {
            forcing.unlock();
        }
        reading.lock();
        try {
            closeReader();
        } finally {
            reading.unlock();
        }
        close(disk);
    }

    /** What the log does besides: prepares the next segment, forces what was appended, removes what was released. */
    void upkeep() {
        forcing.lock();
        try {
            boolean usable;
            boolean open;
            synchronized (this) {
                usable = failure.isEmpty() && !closed;
                open = active.isPresent();
            }
            if (usable && open) {
                prepare(0);
            }
            if (usable) {
                forceAll();
            }
            removeReleased();
        } catch (SpillFailedException e) {
            LOG.error(e.getMessage(), e);
        } finally {
            forcing.unlock();
        }
    }

    // ---- Segments that are yet to be written.

    /**
     * Has a spare segment made that takes a payload of this size.
     *
     * @return false if there is no room for one
     */
    private boolean prepare(int payloadBytes) {
        preparing.lock();
        try {
            long bytes =
                    Math.max(config.segmentBytes(), SegmentFormat.FIRST_FRAME + SegmentFormat.frameBytes(payloadBytes));
            long number;
            synchronized (this) {
                if (spare.isPresent() && spare.get().fileBytes() >= bytes) {
                    return true;
                }
                spare.ifPresent(this::removeUnused);
                if (bytes > Integer.MAX_VALUE) {
                    throw new IllegalArgumentException("a payload of " + payloadBytes + " bytes is too large");
                }
                if (fileBytes() + bytes > config.maxBytes()) {
                    noSegment = "the log in " + disk + " has " + fileBytes() + " bytes of segments and may have "
                            + config.maxBytes() + ": no room for another of " + bytes;
                    return false;
                }
                number = nextNumber;
            }
            Optional<Segment> made = make(number, bytes);
            synchronized (this) {
                if (made.isPresent()) {
                    nextNumber++;
                    spare = made;
                }
            }
            return made.isPresent();
        } finally {
            preparing.unlock();
        }
    }

    private Optional<Segment> make(long number, long bytes) {
        String reason;
        try {
            long usable = disk.usableBytes();
            if (usable - bytes >= config.minFreeBytes()) {
                Segment segment =
                        Segment.create(disk, new Header(number, epochs.nextLong(), bytes, clock.millis(), owner));
                segment.touch();
                return Optional.of(segment);
            }
            reason = "the disk of " + disk + " has " + usable + " bytes free, of which " + config.minFreeBytes()
                    + " must stay so: no room for a segment of " + bytes;
        } catch (IOException | InternalError e) {
            reason = "the disk of " + disk + " takes no new segment: " + e;
        }
        synchronized (this) {
            noSegment = reason;
        }
        return Optional.empty();
    }

    private synchronized void activateSpare() {
        spare.ifPresent(segment -> {
            segments.put(segment.number(), segment);
            active = spare;
            spare = Optional.empty();
            moveHeadOn();
        });
    }

    private void activateSpareFor(int payloadBytes) {
        if (spare.isPresent() && spare.get().takes(0, 0, payloadBytes)) {
            activateSpare();
            upkeep.wake();
        }
    }

    /** A segment that never got a frame: its number is free again. */
    private void removeUnused(Segment segment) {
        try {
            disk.delete(segment.name());
        } catch (IOException e) {
            LOG.warn("segment {} in {} was not used and cannot be removed: {}", segment.name(), disk, e.toString());
        }
        segments.remove(segment.number());
        nextNumber = Math.min(nextNumber, segment.number());
        spare = spare.filter(other -> other != segment);
    }

    // ---- Forcing. All of this with the forcing lock.

    /** Forces all segments, oldest first, and seals those that are complete. */
    private void forceAll() {
        List<Segment> unsealed;
        synchronized (this) {
            unsealed = segments.values().stream()
                    .filter(segment -> !segment.isSealed() && !segment.isPoisoned())
                    .toList();
        }
        for (Segment segment : unsealed) {
            if (!force(segment)) {
                giveUp(segment);
                forceAll();
                return;
            }
            boolean complete;
            synchronized (this) {
                complete = active.filter(current -> current == segment).isEmpty();
            }
            if (complete && segment.frames() > 0) {
                seal(segment);
            }
        }
    }

    private boolean force(Segment segment) {
        long from;
        long to;
        Disk.Mapping mapping;
        synchronized (this) {
            from = segment.forcedEnd();
            to = segment.end();
            mapping = segment.mapping().orElseThrow();
        }
        if (from == to) {
            return true;
        }
        try {
            mapping.force((int) from, (int) (to - from));
            synchronized (this) {
                segment.forced(to);
            }
            return true;
        } catch (IOException | InternalError e) {
            LOG.error("segment {} in {} could not be forced to the disk", segment.name(), disk, e);
            return false;
        }
    }

    private void seal(Segment segment) {
        try {
            synchronized (this) {
                segment.seal(disk);
            }
        } catch (IOException e) {
            // Without its seal the next start reads the segment, which costs time and nothing else.
            LOG.warn("segment {} in {} could not be sealed: {}", segment.name(), disk, e.toString());
        }
    }

    /**
     * The disk failed under a segment. A second attempt to force it would report success for pages that are gone, so the
     * segment ends where it was last forced. What came behind, also in later segments, is read back, checked, and
     * appended anew, before anything else is.
     */
    private void giveUp(Segment broken) {
        forcing.lock();
        try {
            List<Segment> suspects;
            synchronized (this) {
                if (broken.isPoisoned()) {
                    return;
                }
                suspects = List.copyOf(segments.tailMap(broken.number(), true).values());
                suspects.forEach(Segment::poison);
                poisonedSegments += suspects.size();
                active = Optional.empty();
                rewrites++;
            }
            try {
                for (Segment suspect : suspects) {
                    rewrite(suspect);
                }
                for (Segment suspect : suspects) {
                    endWhereForced(suspect);
                }
            } catch (IOException e) {
                fail("the disk of " + disk + " failed, and what was not forced cannot be written anew: " + e, e);
            } finally {
                synchronized (this) {
                    rewrites--;
                    notifyAll();
                }
            }
        } finally {
            forcing.unlock();
        }
    }

    /** Appends what was not forced and not released. */
    private void rewrite(Segment suspect) throws IOException {
        long rewritten = 0;
        try (FrameScanner scanner = suspect.scan(disk)) {
            scanner.seek(suspect.forcedEnd(), 0);
            FrameScanner.Found found = scanner.look(suspect.end());
            while (found == FrameScanner.Found.FRAME || found == FrameScanner.Found.DAMAGE && scanner.skipDamage()) {
                if (found == FrameScanner.Found.FRAME) {
                    rewritten += rewrite(scanner.frame(suspect.number())) ? 1 : 0;
                    scanner.advance();
                }
                found = scanner.look(suspect.end());
            }
        }
        LOG.warn("segment {} in {} is given up; {} frames of it were written anew", suspect.name(), disk, rewritten);
    }

    private boolean rewrite(Frame frame) throws IOException {
        if (isReleased(frame)) {
            return false;
        }
        if (!append(frame.stream(), frame.from(), frame.to(), frame.appendedAtMs(), frame.payload(), true)) {
            throw new IOException(noSegment);
        }
        return true;
    }

    /** Only once everything behind is written anew, so that a failure in between leaves the frames where they were. */
    private void endWhereForced(Segment suspect) throws IOException {
        try (FrameScanner scanner = suspect.scan(disk)) {
            synchronized (this) {
                SegmentReader.count(suspect, scanner, suspect.forcedEnd());
                moveHeadOn();
            }
        }
    }

    private synchronized boolean isReleased(Frame frame) {
        return frame.place().compareTo(head) <= 0;
    }

    private void fail(String message, IOException cause) {
        synchronized (this) {
            failure = Optional.of(new SpillFailedException(message, cause));
        }
    }

    /** Waits while frames that came earlier are being appended anew. */
    private void awaitRewritten() {
        boolean interrupted = false;
        while (rewrites > 0) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void removeReleased() {
        Place reached;
        List<Segment> released;
        synchronized (this) {
            moveHeadOn();
            reached = head;
            released = List.copyOf(segments.headMap(head.segment(), false).values());
        }
        try {
            for (Segment segment : released) {
                if (segment.isDamaged()) {
                    setAside(segment);
                }
            }
            if (!reached.equals(writtenHead)) {
                headFile.write(reached);
                writtenHead = reached;
            }
            for (Segment segment : released) {
                if (!segment.isDamaged()) {
                    disk.delete(segment.name());
                    forget(segment);
                }
            }
        } catch (IOException e) {
            LOG.warn("what was released from {} cannot be removed now: {}", disk, e.toString());
        }
    }

    /** Before the head is written: a crash in between must not have the next start delete what is damaged. */
    private void setAside(Segment segment) throws IOException {
        disk.move(segment.name(), Recoverer.QUARANTINE + segment.name());
        disk.forceNames();
        forget(segment);
        LOG.warn("segment {} is damaged and was moved to {}/{}", segment.name(), disk, Recoverer.QUARANTINE);
        synchronized (this) {
            quarantinedBytes += segment.fileBytes();
        }
    }

    private synchronized void forget(Segment segment) {
        segments.remove(segment.number());
    }

    // ---- Reading. All of this with the reading lock or the monitor.

    /** The next frame of a segment, if it has one and this is not larger than {@code maxBytes}. */
    private Optional<Frame> next(Segment segment, long maxBytes) throws IOException {
        FrameScanner scanner = scanner(segment);
        while (true) {
            long end;
            synchronized (this) {
                end = segment.end();
            }
            switch (scanner.look(end)) {
                case FRAME -> {
                    if (scanner.length() > maxBytes) {
                        return Optional.empty();
                    }
                    Frame frame = scanner.frame(segment.number());
                    scanner.advance();
                    synchronized (this) {
                        cursor = frame.place();
                        furthestRead = cursor.compareTo(furthestRead) > 0 ? cursor : furthestRead;
                    }
                    return Optional.of(frame);
                }
                case DAMAGE -> passDamage(segment, scanner, end);
                case LIMIT -> {
                    return Optional.empty();
                }
            }
        }
    }

    /** The scanner of a segment, at the cursor. */
    private FrameScanner scanner(Segment segment) throws IOException {
        if (reader.filter(open -> open.number() == segment.number()).isEmpty()) {
            closeReader();
            reader = Optional.of(new OpenSegment(segment.number(), segment.scan(disk)));
        }
        FrameScanner scanner = reader.get().scanner();
        synchronized (this) {
            scanner.seek(cursor.position(), cursor.ordinal());
        }
        return scanner;
    }

    private void passDamage(Segment segment, FrameScanner scanner, long end) throws IOException {
        long before = scanner.position();
        if (!scanner.skipDamage()) {
            scanner.seek(end, scanner.ordinal());
        }
        LOG.error(
                "segment {} in {} is damaged: positions {} to {} hold no frame",
                segment.name(),
                disk,
                before,
                scanner.position());
        synchronized (this) {
            if (!segment.isDamaged()) {
                segment.markDamaged();
                recount(segment, end);
            }
            Place behind = new Place(segment.number(), scanner.position(), scanner.ordinal());
            damageEnds.put(cursor, behind);
            cursor = behind;
            moveHeadOn();
        }
    }

    /** Finds out which stretches a damaged segment still holds. */
    private void recount(Segment segment, long end) throws IOException {
        try (FrameScanner scanner = segment.scan(disk)) {
            SegmentReader.count(segment, scanner, end);
            segment.endsAt(end);
        }
        remaining = Optional.empty();
    }

    /** The segment in which the next frame to be read is, having moved on to it. */
    private synchronized Optional<Segment> segmentToRead() {
        Optional<Segment> at = segmentAt(cursor);
        at.filter(segment -> segment.number() != cursor.segment())
                .ifPresent(segment -> cursor = new Place(segment.number(), SegmentFormat.FIRST_FRAME, 0));
        return at;
    }

    /** The segment with the first frame behind a place. */
    private Optional<Segment> segmentAt(Place place) {
        for (Segment segment : segments.tailMap(place.segment(), true).values()) {
            long from = segment.number() == place.segment() ? place.position() : SegmentFormat.FIRST_FRAME;
            if (from < segment.end()) {
                return Optional.of(segment);
            }
        }
        return Optional.empty();
    }

    /** A head at the end of a complete segment belongs to the beginning of the next. */
    private void moveHeadOn() {
        while (damageEnds.containsKey(head)) {
            head = damageEnds.remove(head);
        }
        Segment at = segments.get(head.segment());
        boolean done = at == null
                || head.position() >= at.end()
                        && active.filter(current -> current == at).isEmpty();
        Long next = segments.higherKey(head.segment());
        if (done && next != null) {
            head = new Place(next, SegmentFormat.FIRST_FRAME, 0);
            moveHeadOn();
        }
        damageEnds.headMap(head).clear();
        if (cursor.compareTo(head) < 0) {
            cursor = head;
        }
    }

    private Runs runs(Segment segment) throws IOException {
        if (segment.number() != head.segment() || head.ordinal() == 0) {
            return segment.runs();
        }
        boolean known = remaining
                .filter(left -> left.head().equals(head) && left.end() == segment.end())
                .isPresent();
        if (!known) {
            try (FrameScanner scanner = segment.scan(disk)) {
                scanner.seek(head.position(), head.ordinal());
                remaining = Optional.of(new Remaining(head, segment.end(), SegmentReader.runs(scanner, segment.end())));
            }
        }
        return remaining.orElseThrow().runs();
    }

    private void closeReader() {
        reader.ifPresent(open -> {
            try {
                open.scanner().close();
            } catch (IOException e) {
                LOG.debug("a segment of {} could not be closed", disk, e);
            }
        });
        reader = Optional.empty();
    }

    private long fileBytes() {
        return segments.values().stream().mapToLong(Segment::fileBytes).sum()
                + spare.map(Segment::fileBytes).orElse(0L);
    }

    private void checkUsable() {
        if (closed) {
            throw new IllegalStateException("the log in " + disk + " is closed");
        }
        failure.ifPresent(cause -> {
            throw new SpillFailedException(cause.getMessage(), cause);
        });
    }

    private static void close(Disk disk) {
        try {
            disk.close();
        } catch (IOException e) {
            LOG.warn("the folder {} could not be let go: {}", disk, e.toString());
        }
    }
}
