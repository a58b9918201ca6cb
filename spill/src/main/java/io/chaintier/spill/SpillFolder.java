package io.chaintier.spill;

import io.chaintier.spill.Frame.Place;
import io.chaintier.spill.SegmentFormat.Header;
import io.chaintier.spill.SegmentFormat.OtherVersionException;
import io.chaintier.spill.SegmentFormat.Seal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Looks into the folder of a log without changing anything, also of one that is in use, or whose owner is gone. What a
 * live log does meanwhile may or may not be seen. Safe for threads.
 */
public final class SpillFolder {
    private final Path folder;

    /**
     * A stretch of a stream.
     *
     * @param stream which stream
     * @param from   first position
     * @param to     position behind it
     */
    public record Stretch(int stream, long from, long to) {}

    /**
     * A segment file.
     *
     * @param number    from its name
     * @param fileBytes its size
     * @param state     what it is
     * @param frames    whole frames in it that are not released
     * @param bytes     that those take
     * @param stretches which they cover, in order
     */
    public record SegmentReport(
            long number, long fileBytes, SegmentState state, long frames, long bytes, List<Stretch> stretches) {
        public SegmentReport {
            stretches = List.copyOf(stretches);
        }
    }

    /** What a segment file is. */
    public enum SegmentState {
        /** Complete. */
        SEALED,
        /** Being written, or interrupted by a crash. */
        OPEN,
        /** All of its frames are released; it is about to be removed. */
        RELEASED,
        /** Without a readable header. */
        UNREADABLE
    }

    /**
     * What is in a folder.
     *
     * @param inUse            whether a log has it open now
     * @param owners           whose the segments are: usually one; none where there is no readable segment
     * @param head             up to where the log is released; empty where that is not known
     * @param segments         in their order
     * @param quarantinedBytes in files that were set aside
     * @param findings         files that are no part of the log, or cannot be read, one line each
     */
    public record Report(
            boolean inUse,
            List<Owner> owners,
            Optional<Place> head,
            List<SegmentReport> segments,
            long quarantinedBytes,
            List<String> findings) {
        public Report {
            owners = List.copyOf(owners);
            segments = List.copyOf(segments);
            findings = List.copyOf(findings);
        }

        public long frames() {
            return segments.stream().mapToLong(SegmentReport::frames).sum();
        }

        public long bytes() {
            return segments.stream().mapToLong(SegmentReport::bytes).sum();
        }
    }

    /**
     * Bytes that hold no frame although there should be one.
     *
     * @param segment number of the segment
     * @param from    first position in the file
     * @param to      position behind the last
     * @param missing which stretches of streams are missing in the segment because of them; empty where that cannot be
     *                told, for an unsealed segment has no list of what should be there
     */
    public record Damage(long segment, long from, long to, List<Stretch> missing) {
        public Damage {
            missing = List.copyOf(missing);
        }
    }

    /**
     * What reading everything showed.
     *
     * @param frames  that are whole
     * @param bytes   that were read
     * @param damages in the order of the log
     * @param report  what is in the folder otherwise
     */
    public record Verification(long frames, long bytes, List<Damage> damages, Report report) {
        public Verification {
            damages = List.copyOf(damages);
        }
    }

    /** Takes what is read. */
    public interface Visitor {
        /** The next whole frame that is not released. */
        void frame(Frame frame);

        /**
         * @param done  bytes of segment files read so far
         * @param total bytes there are to read
         */
        default void progress(long done, long total) {}
    }

    /** A segment file by its name. */
    private record Named(long number, Path file) {}

    /** @throws NoSuchFileException if there is no such folder */
    public SpillFolder(Path folder) throws NoSuchFileException {
        if (!Files.isDirectory(folder)) {
            throw new NoSuchFileException(folder.toString(), null, "there is no such folder");
        }
        this.folder = folder;
    }

    /** Reads heads and seals; of segments that have no seal all of it. */
    public Report inspect() throws IOException {
        Optional<Place> head = head();
        Set<Owner> owners = new LinkedHashSet<>();
        List<SegmentReport> segments = new ArrayList<>();
        List<String> findings = new ArrayList<>();
        for (Named named : segmentFiles(findings)) {
            long size = Files.size(named.file());
            Optional<Header> header = header(named, findings);
            header.map(Header::owner).ifPresent(owners::add);
            if (header.isEmpty()) {
                segments.add(new SegmentReport(named.number(), size, SegmentState.UNREADABLE, 0, 0, List.of()));
            } else {
                segments.add(inspect(named, size, header.get(), head));
            }
        }
        return new Report(
                FolderDisk.isTaken(folder),
                List.copyOf(owners),
                head,
                segments,
                FolderDisk.bytesIn(folder.resolve(Recoverer.QUARANTINE)),
                findings);
    }

    /**
     * Reads every frame that is not released and checks it against its checksums.
     *
     * @param visitor is given them, in their order
     */
    public Verification verify(Visitor visitor) throws IOException {
        Report report = inspect();
        long total =
                report.segments().stream().mapToLong(SegmentReport::fileBytes).sum();
        long done = 0;
        long frames = 0;
        long bytes = 0;
        List<Damage> damages = new ArrayList<>();
        for (Named named : segmentFiles(new ArrayList<>())) {
            Optional<Header> header = header(named, new ArrayList<>());
            Place beginning = new Place(named.number(), SegmentFormat.FIRST_FRAME, 0);
            Place start = report.head()
                    .filter(head -> head.segment() >= named.number())
                    .orElse(beginning);
            if (header.isPresent() && start.segment() == named.number()) {
                SegmentCheck check = check(named, header.get(), start, visitor);
                frames += check.frames();
                bytes += check.bytes();
                damages.addAll(check.damages(start.ordinal() > 0));
            }
            done += Files.size(named.file());
            visitor.progress(done, total);
        }
        return new Verification(frames, bytes, damages, report);
    }

    private SegmentReport inspect(Named named, long size, Header header, Optional<Place> head) throws IOException {
        if (head.filter(place -> named.number() < place.segment()).isPresent()) {
            return new SegmentReport(named.number(), size, SegmentState.RELEASED, 0, 0, List.of());
        }
        Optional<Seal> seal = seal(named, header);
        long released = head.filter(place -> place.segment() == named.number())
                .map(Place::position)
                .orElse((long) SegmentFormat.FIRST_FRAME);
        if (seal.isPresent() && released == SegmentFormat.FIRST_FRAME) {
            return new SegmentReport(
                    named.number(),
                    size,
                    SegmentState.SEALED,
                    seal.get().frames(),
                    seal.get().end() - SegmentFormat.FIRST_FRAME,
                    stretches(seal.get().runs()));
        }
        try (FrameScanner scanner = new FrameScanner(FolderDisk.openToRead(named.file()), header.epoch())) {
            scanner.seek(released, 0);
            Runs runs = SegmentReader.runs(scanner, seal.map(Seal::end).orElse(size));
            return new SegmentReport(
                    named.number(),
                    size,
                    seal.isPresent() ? SegmentState.SEALED : SegmentState.OPEN,
                    scanner.ordinal(),
                    scanner.position() - released,
                    stretches(runs));
        }
    }

    private static SegmentCheck check(Named named, Header header, Place start, Visitor visitor) throws IOException {
        SegmentCheck check = new SegmentCheck(named.number(), seal(named, header));
        try (FrameScanner scanner = new FrameScanner(FolderDisk.openToRead(named.file()), header.epoch())) {
            scanner.seek(start.position(), start.ordinal());
            check.read(scanner, Files.size(named.file()), visitor::frame);
        }
        return check;
    }

    private Optional<Place> head() throws IOException {
        Path file = folder.resolve(HeadFile.NAME);
        return Files.exists(file) ? HeadFile.read(FolderDisk.openToRead(file)) : Optional.empty();
    }

    private List<Named> segmentFiles(List<String> findings) throws IOException {
        List<Named> segments = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = file.getFileName().toString();
                Optional<Long> number = Segment.number(name);
                number.ifPresent(known -> segments.add(new Named(known, file)));
                if (number.isEmpty() && !name.equals(HeadFile.NAME) && !name.equals(FolderDisk.LOCK)) {
                    findings.add(name + " is no part of a log");
                }
            }
        }
        return segments;
    }

    private static Optional<Header> header(Named named, List<String> findings) throws IOException {
        try (Disk.File file = FolderDisk.openToRead(named.file())) {
            byte[] pages = new byte[2 * SegmentFormat.PAGE_BYTES];
            file.read(ByteBuffer.wrap(pages), 0);
            Optional<Header> header = SegmentFormat.decodeHeader(pages);
            if (header.isEmpty()) {
                findings.add(named.file().getFileName() + " has no readable header");
            } else if (header.get().segment() != named.number()) {
                findings.add(named.file().getFileName() + " is a copy of segment "
                        + header.get().segment());
                return Optional.empty();
            }
            return header;
        } catch (OtherVersionException e) {
            findings.add(named.file().getFileName() + " has " + e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<Seal> seal(Named named, Header header) throws IOException {
        try (Disk.File file = FolderDisk.openToRead(named.file())) {
            return Recoverer.seal(file, header);
        }
    }

    private static List<Stretch> stretches(Runs runs) {
        List<Stretch> stretches = new ArrayList<>();
        for (int run = 0; run < runs.count(); run++) {
            stretches.add(new Stretch(runs.stream(run), runs.from(run), runs.to(run)));
        }
        return stretches;
    }
}
