package io.chaintier.spill;

import io.chaintier.spill.Frame.Place;
import io.chaintier.spill.SegmentFormat.Header;
import io.chaintier.spill.SegmentFormat.OtherVersionException;
import io.chaintier.spill.SegmentFormat.Seal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds out what an earlier log left in its folder. Complete segments are known by their seals; only what a crash
 * interrupted is read. Everything that is relied on is forced before it is read: what a killed process left in the page
 * cache must not be gone after a power loss tomorrow. The folder is not changed before it is known to be ours.
 */
final class Recoverer {
    static final String QUARANTINE = "quarantine/";

    private final Disk disk;
    private final Owner owner;
    private final TreeMap<Long, Header> headers = new TreeMap<>();
    private final List<String> unusable = new ArrayList<>();
    private final List<String> findings = new ArrayList<>();
    private final TreeMap<Long, Segment> segments = new TreeMap<>();
    private long tornBytes;

    Recoverer(Disk disk, Owner owner) {
        this.disk = disk;
        this.owner = owner;
    }

    /**
     * @param head       up to where the log is released
     * @param nextNumber of the next segment to be made
     */
    record Recovered(TreeMap<Long, Segment> segments, Place head, long nextNumber, Recovery report) {}

    /** @throws SpillRefusedException if the folder is not ours: nothing was changed then */
    Recovered recover(Optional<Place> storedHead) throws IOException {
        List<String> names = disk.list();
        for (String name : names) {
            lookAt(name);
        }
        long newest = 0;
        for (String name : unusable) {
            newest = Math.max(newest, Segment.number(name).orElseThrow());
            setAside(name);
        }
        Place stored = storedHead.orElseGet(this::beginning);
        for (Header header : headers.values()) {
            takeOver(header, stored);
        }
        if (!segments.isEmpty()) {
            newest = Math.max(newest, segments.lastKey());
        }
        boolean begun = stored.position() > SegmentFormat.FIRST_FRAME;
        newest = Math.max(newest, begun ? stored.segment() : stored.segment() - 1);
        reportMissing(stored);
        Place head = settle(stored, newest + 1);
        disk.forceNames();
        Collection<Segment> held = segments.tailMap(head.segment(), true).values();
        long frames = held.stream().mapToLong(Segment::frames).sum() - head.ordinal();
        Recovery report = new Recovery(held.size(), Math.max(0, frames), tornBytes, findings);
        return new Recovered(segments, head, newest + 1, report);
    }

    /** Reads only. */
    private void lookAt(String name) throws IOException {
        Optional<Long> number = Segment.number(name);
        if (number.isEmpty()) {
            if (!name.equals(HeadFile.NAME)) {
                findings.add(name + " is no part of the log and was left alone");
            }
            return;
        }
        try (Disk.File file = disk.open(name)) {
            byte[] pages = new byte[2 * SegmentFormat.PAGE_BYTES];
            file.read(ByteBuffer.wrap(pages), 0);
            Optional<Header> header = SegmentFormat.decodeHeader(pages);
            if (header.isPresent() && !header.get().owner().equals(owner)) {
                throw new SpillRefusedException(disk + " belongs to another owner: segment " + name + " is of ["
                        + header.get().owner().toString().replace("\n", ", ") + "], expected ["
                        + owner.toString().replace("\n", ", ") + "]");
            }
            if (header.isPresent() && header.get().segment() == number.get()) {
                headers.put(number.get(), header.get());
            } else {
                unusable.add(name);
            }
        } catch (OtherVersionException e) {
            throw new SpillRefusedException(
                    disk + " was written by another version: segment " + name + " has " + e.getMessage());
        }
    }

    /** A file with a segment's name that is none of our segments. */
    private void setAside(String name) throws IOException {
        long size;
        boolean empty;
        try (Disk.File file = disk.open(name)) {
            size = file.size();
            empty = isZero(file);
        }
        if (empty) {
            disk.delete(name);
            if (size > 0) {
                findings.add("segment " + name + " was never begun and was removed");
            }
        } else {
            disk.move(name, QUARANTINE + name);
            findings.add("segment " + name + " has no readable header, or that of another segment: it was moved to "
                    + QUARANTINE);
        }
    }

    private static boolean isZero(Disk.File file) throws IOException {
        ByteBuffer window = ByteBuffer.allocate(1 << 16);
        long position = 0;
        while (file.read(window.clear(), position) > 0) {
            position += window.position();
            window.flip();
            while (window.hasRemaining()) {
                if (window.get() != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    private Place beginning() {
        if (headers.isEmpty()) {
            return new Place(1, SegmentFormat.FIRST_FRAME, 0);
        }
        findings.add("up to where the log was released is not known: all of it is read again");
        return new Place(headers.firstKey(), SegmentFormat.FIRST_FRAME, 0);
    }

    private void takeOver(Header header, Place head) throws IOException {
        String name = Segment.name(header.segment());
        if (header.segment() < head.segment()) {
            disk.delete(name);
            return;
        }
        Segment segment;
        try (Disk.File file = disk.open(name)) {
            file.force();
            if (file.size() < header.fileBytes()) {
                findings.add("segment " + name + " has " + file.size() + " of " + header.fileBytes()
                        + " bytes: what is missing was lost");
            }
            segment = seal(file, header)
                    .map(seal -> Segment.sealed(header, seal))
                    .orElseGet(() -> Segment.unread(header));
        }
        if (!segment.isSealed()) {
            read(segment);
        }
        if (segment.frames() == 0) {
            disk.delete(name);
        } else {
            segments.put(header.segment(), segment);
        }
    }

    /** What the segment says of itself, if it is complete. */
    static Optional<Seal> seal(Disk.File file, Header header) throws IOException {
        byte[] page = new byte[SegmentFormat.PAGE_BYTES];
        file.read(ByteBuffer.wrap(page), SegmentFormat.SEAL_POSITION);
        return SegmentFormat.decodeSeal(page, header.epoch());
    }

    /** Finds the frames of a segment that was not completed. */
    private void read(Segment segment) throws IOException {
        try (FrameScanner scanner = segment.scan(disk)) {
            SegmentReader.Damage damage = SegmentReader.count(segment, scanner, segment.fileBytes());
            segment.forced(segment.end());
            tornBytes += damage.tornBytes();
            if (damage.bytes() > 0) {
                segment.markDamaged();
                findings.add("segment " + segment.name() + " is damaged: " + damage.bytes()
                        + " bytes between whole frames are none");
            }
        }
        if (segment.frames() > 0) {
            segment.writeSeal(disk);
            segment.sealed();
        }
    }

    /** The head where the oldest frame is or, where there is none, where the next one will be. */
    private Place settle(Place stored, long nextNumber) {
        Segment at = segments.get(stored.segment());
        if (at != null && stored.position() < at.end()) {
            return stored;
        }
        Long next = segments.higherKey(stored.segment());
        return new Place(next == null ? nextNumber : next, SegmentFormat.FIRST_FRAME, 0);
    }

    /** Segments have consecutive numbers, from that of the head on. */
    private void reportMissing(Place stored) {
        long expected = stored.segment();
        for (long number : segments.keySet()) {
            reportMissing(expected, number - 1);
            expected = number + 1;
        }
        if (segments.isEmpty() && stored.ordinal() > 0 && !headers.containsKey(stored.segment())) {
            reportMissing(stored.segment(), stored.segment());
        }
    }

    private void reportMissing(long first, long last) {
        if (first <= last) {
            findings.add(
                    first == last
                            ? "segment " + first
                                    + " is missing: its frames are lost, if it had any that were not released"
                            : "segments " + first + " to " + last + " are missing: their frames are lost");
        }
    }
}
