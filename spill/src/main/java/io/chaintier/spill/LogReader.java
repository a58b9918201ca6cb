package io.chaintier.spill;

import io.chaintier.spill.Frame.Place;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a log from its cursor on, passing over damage. Safe for threads. */
final class LogReader implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(LogReader.class);

    private final LogIndex index;
    private final Disk disk;
    private Optional<OpenSegment> open = Optional.empty();

    /** The segment that is being read. */
    private record OpenSegment(long number, FrameScanner scanner) {}

    LogReader(LogIndex index, Disk disk) {
        this.index = index;
        this.disk = disk;
    }

    /** See {@link Spill#read}. */
    synchronized List<Frame> read(int maxFrames, long maxBytes) throws IOException {
        List<Frame> frames = new ArrayList<>();
        long bytes = 0;
        Optional<Segment> at = index.toRead();
        while (frames.size() < maxFrames && at.isPresent()) {
            Optional<Frame> next = next(at.get(), frames.isEmpty() ? Long.MAX_VALUE : maxBytes - bytes);
            if (next.isEmpty()) {
                return frames;
            }
            bytes += next.get().payload().length;
            frames.add(next.get());
            at = index.toRead();
        }
        return frames;
    }

    synchronized void rewind() {
        index.rewind();
    }

    @Override
    public synchronized void close() {
        open.ifPresent(segment -> {
            try {
                segment.scanner().close();
            } catch (IOException e) {
                LOG.debug("a segment of {} could not be closed", disk, e);
            }
        });
        open = Optional.empty();
    }

    /** The next frame of a segment, if it has one and this is not larger than {@code maxBytes}. */
    private Optional<Frame> next(Segment segment, long maxBytes) throws IOException {
        FrameScanner scanner = scanner(segment);
        while (true) {
            long end = index.end(segment);
            switch (scanner.look(end)) {
                case FRAME -> {
                    if (scanner.length() > maxBytes) {
                        return Optional.empty();
                    }
                    Frame frame = scanner.frame(segment.number());
                    scanner.advance();
                    index.read(frame.place());
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
        if (open.filter(current -> current.number() == segment.number()).isEmpty()) {
            close();
            open = Optional.of(new OpenSegment(segment.number(), segment.scan(disk)));
        }
        FrameScanner scanner = open.get().scanner();
        Place cursor = index.cursor();
        scanner.seek(cursor.position(), cursor.ordinal());
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
        Place behind = new Place(segment.number(), scanner.position(), scanner.ordinal());
        index.passDamage(segment, behind, disk);
    }
}
