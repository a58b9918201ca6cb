package io.chaintier.spill;

import io.chaintier.spill.Frame.Place;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Which segments a log has, which of them takes frames, up to where frames are released (the head) and read (the cursor).
 * Keeps these consistent and knows nothing of threads that do the work: every method is one step. Safe for threads.
 */
final class LogIndex {
    private final TreeMap<Long, Segment> segments;
    private Optional<Segment> active = Optional.empty();
    private Place head;
    private Place cursor;
    private Place furthestRead;
    /** Where damage that was read over begins and ends: it is released with the frame before it. */
    private final TreeMap<Place, Place> damageEnds = new TreeMap<>();

    private Optional<Remaining> remaining = Optional.empty();

    /** What is left in the segment of the head, for as long as head and end are these. */
    private record Remaining(Place head, long end, Runs runs) {}

    LogIndex(TreeMap<Long, Segment> segments, Place head) {
        this.segments = segments;
        this.head = head;
        this.cursor = head;
        this.furthestRead = head;
    }

    // The writer's end.

    /**
     * @return false if there is no segment that takes it
     * @throws BrokenMappingException if the file behind the active segment is gone
     */
    synchronized boolean append(int stream, long from, long to, long appendedAtMs, byte[] payload)
            throws BrokenMappingException {
        if (active.isEmpty() || !active.get().takes(stream, from, payload.length)) {
            return false;
        }
        try {
            active.get().append(stream, from, to, appendedAtMs, payload);
            return true;
        } catch (InternalError e) {
            throw new BrokenMappingException(active.get(), e);
        }
    }

    /** A mapping failed under an append. */
    static final class BrokenMappingException extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Segment segment;

        BrokenMappingException(Segment segment, InternalError cause) {
            super(cause);
            this.segment = segment;
        }

        Segment segment() {
            return segment;
        }
    }

    /** From now on this segment takes the frames; the one before is complete. */
    synchronized void activate(Segment segment) {
        segments.put(segment.number(), segment);
        active = Optional.of(segment);
        moveOn();
    }

    /** From now on no segment takes frames. */
    synchronized void retire() {
        active = Optional.empty();
        moveOn();
    }

    synchronized boolean isActive(Segment segment) {
        return active.filter(current -> current == segment).isPresent();
    }

    // Forcing.

    /** Those that are not known to be on the disk as a whole, oldest first. */
    synchronized List<Segment> unsealed() {
        return segments.values().stream()
                .filter(segment -> !segment.isSealed() && !segment.isPoisoned())
                .toList();
    }

    /** What of a segment is appended and not forced. */
    synchronized Extent unforced(Segment segment) {
        return new Extent(segment.forcedEnd(), segment.end());
    }

    synchronized void forced(Segment segment, long position) {
        segment.forced(position);
    }

    synchronized void sealed(Segment segment) {
        segment.sealed();
    }

    /**
     * This segment and all behind it take nothing more.
     *
     * @return them; none if that was so already
     */
    synchronized List<Segment> poisonFrom(Segment broken) {
        if (broken.isPoisoned()) {
            return List.of();
        }
        List<Segment> suspects =
                List.copyOf(segments.tailMap(broken.number(), true).values());
        suspects.forEach(Segment::poison);
        active = Optional.empty();
        return suspects;
    }

    /** Ends a segment where it was last forced. */
    synchronized void endWhereForced(Segment segment, FrameScanner scanner) throws IOException {
        SegmentReader.count(segment, scanner, segment.forcedEnd());
        moveOn();
    }

    // The reader's end.

    /** The segment in which the next frame to be read is, having moved on to it. */
    synchronized Optional<Segment> toRead() {
        Optional<Segment> at = firstBehind(cursor);
        at.filter(segment -> segment.number() != cursor.segment())
                .ifPresent(segment -> cursor = new Place(segment.number(), SegmentFormat.FIRST_FRAME, 0));
        return at;
    }

    synchronized Place cursor() {
        return cursor;
    }

    synchronized long end(Segment segment) {
        return segment.end();
    }

    synchronized void read(Place upTo) {
        cursor = upTo;
        furthestRead = upTo.compareTo(furthestRead) > 0 ? upTo : furthestRead;
    }

    /**
     * Reading passed over damage.
     *
     * @param behind where it goes on
     * @param disk   to find out, the first time, what the segment still holds
     */
    synchronized void passDamage(Segment segment, Place behind, Disk disk) throws IOException {
        if (!segment.isDamaged()) {
            segment.markDamaged();
            long end = segment.end();
            try (FrameScanner scanner = segment.scan(disk)) {
                SegmentReader.count(segment, scanner, end);
            }
            segment.endsAt(end);
            remaining = Optional.empty();
        }
        damageEnds.put(cursor, behind);
        cursor = behind;
        moveOn();
    }

    synchronized void rewind() {
        cursor = head;
        damageEnds.clear();
    }

    // The head.

    /** @throws IllegalArgumentException if it was not read yet */
    synchronized void release(Place upTo) {
        if (upTo.compareTo(furthestRead) > 0) {
            throw new IllegalArgumentException(upTo + " was not read yet: reading has come to " + furthestRead);
        }
        if (upTo.compareTo(head) > 0) {
            head = upTo;
            moveOn();
        }
    }

    synchronized boolean isReleased(Place place) {
        return place.compareTo(head) <= 0;
    }

    synchronized Place head() {
        moveOn();
        return head;
    }

    /** Segments before the head. */
    synchronized List<Segment> released() {
        return List.copyOf(segments.headMap(head.segment(), false).values());
    }

    synchronized void forget(Segment segment) {
        segments.remove(segment.number());
        active = active.filter(current -> current != segment);
    }

    // What there is.

    synchronized boolean isRead() {
        return firstBehind(cursor).isEmpty();
    }

    synchronized boolean isEmpty() {
        return firstBehind(head).isEmpty();
    }

    synchronized long coveredUntil(int stream, long from, Disk disk) throws IOException {
        long reached = from;
        for (Segment segment : segments.tailMap(head.segment(), true).values()) {
            reached = runs(segment, disk).extend(stream, reached);
        }
        return reached;
    }

    /** Frames behind the head. */
    synchronized long frames() {
        return Math.max(0, framesFrom(head.segment()) - head.ordinal());
    }

    /** Frames behind the cursor. */
    synchronized long unreadFrames() {
        return Math.max(0, framesFrom(cursor.segment()) - cursor.ordinal());
    }

    /** Bytes of frames behind the head. */
    synchronized long bytes() {
        long bytes = 0;
        for (Segment segment : segments.tailMap(head.segment(), true).values()) {
            long from = segment.number() == head.segment() ? head.position() : SegmentFormat.FIRST_FRAME;
            bytes += Math.max(0, segment.end() - from);
        }
        return bytes;
    }

    synchronized long fileBytes() {
        return segments.values().stream().mapToLong(Segment::fileBytes).sum();
    }

    synchronized int size() {
        return segments.size();
    }

    synchronized long unforcedBytes() {
        return segments.values().stream()
                .mapToLong(segment -> segment.end() - segment.forcedEnd())
                .sum();
    }

    synchronized OptionalLong oldestAppendedAtMs() {
        return firstBehind(head)
                .map(segment -> OptionalLong.of(segment.firstAppendedAtMs()))
                .orElse(OptionalLong.empty());
    }

    private long framesFrom(long number) {
        return segments.tailMap(number, true).values().stream()
                .mapToLong(Segment::frames)
                .sum();
    }

    /** The segment with the first frame behind a place. */
    private Optional<Segment> firstBehind(Place place) {
        for (Segment segment : segments.tailMap(place.segment(), true).values()) {
            long from = segment.number() == place.segment() ? place.position() : SegmentFormat.FIRST_FRAME;
            if (from < segment.end()) {
                return Optional.of(segment);
            }
        }
        return Optional.empty();
    }

    /** A head at the end of a complete segment belongs to the beginning of the next; the cursor is never before it. */
    private void moveOn() {
        boolean moved = true;
        while (moved) {
            moved = false;
            while (damageEnds.containsKey(head)) {
                head = damageEnds.remove(head);
            }
            Segment at = segments.get(head.segment());
            Long next = segments.higherKey(head.segment());
            boolean done = at == null || head.position() >= at.end() && !isActive(at);
            if (done && next != null) {
                head = new Place(next, SegmentFormat.FIRST_FRAME, 0);
                moved = true;
            }
        }
        damageEnds.headMap(head).clear();
        if (cursor.compareTo(head) < 0) {
            cursor = head;
        }
    }

    /** What a segment covers that is not released. */
    private Runs runs(Segment segment, Disk disk) throws IOException {
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
}
