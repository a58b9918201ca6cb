package io.chaintier.spill;

import io.chaintier.spill.FrameScanner.Found;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what was appended to the disk, and deals with a disk that does not take it. Safe for threads; one of them forces
 * at a time.
 */
final class Forcer {
    private static final Logger LOG = LoggerFactory.getLogger(Forcer.class);

    private final LogIndex index;
    private final Disk disk;
    private final Rewriter rewriter;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile long poisonedSegments;

    /** Appends again what was not forced. Nobody else appends between {@link #begin} and {@link #end}. */
    interface Rewriter {
        void begin();

        /** @throws IOException if there is no room */
        void append(Frame frame) throws IOException;

        void end();
    }

    Forcer(LogIndex index, Disk disk, Rewriter rewriter) {
        this.index = index;
        this.disk = disk;
        this.rewriter = rewriter;
    }

    /**
     * Forces all segments, oldest first, and seals those that are complete.
     *
     * @throws IOException if the disk failed and what was not forced cannot be written anew
     */
    void force() throws IOException {
        lock.lock();
        try {
            List<Segment> unsealed = index.unsealed();
            for (int i = 0; i < unsealed.size(); i++) {
                boolean complete = !index.isActive(unsealed.get(i));
                if (!force(unsealed.get(i))) {
                    giveUp(unsealed.get(i));
                    force();
                    return;
                }
                if (complete) {
                    seal(unsealed.get(i));
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * The disk failed under a segment. A second attempt to force it would report success for pages that are gone, so the
     * segment ends where it was last forced. What came behind, also in later segments, is read back, checked, and
     * appended anew, before anything else is.
     *
     * @throws IOException if that cannot be done; the frames are where they were, and not forced
     */
    void giveUp(Segment broken) throws IOException {
        lock.lock();
        rewriter.begin();
        try {
            List<Segment> suspects = index.poisonFrom(broken);
            poisonedSegments += suspects.size();
            for (Segment suspect : suspects) {
                rewrite(suspect);
            }
            // Only once everything behind is written anew, so that a failure in between leaves the frames where they
            // were.
            for (Segment suspect : suspects) {
                try (FrameScanner scanner = suspect.scan(disk)) {
                    index.endWhereForced(suspect, scanner);
                }
            }
        } finally {
            rewriter.end();
            lock.unlock();
        }
    }

    /** How many segments the disk failed under. */
    long poisonedSegments() {
        return poisonedSegments;
    }

    private boolean force(Segment segment) {
        Extent unforced = index.unforced(segment);
        if (unforced.from() == unforced.to()) {
            return true;
        }
        try {
            checkSize(segment);
            segment.mapping().orElseThrow().force((int) unforced.from(), (int) (unforced.to() - unforced.from()));
            index.forced(segment, unforced.to());
            return true;
        } catch (IOException | InternalError e) {
            LOG.error("segment {} in {} could not be forced to the disk", segment.name(), disk, e);
            return false;
        }
    }

    /** What a mapping stores behind the end of its file is lost, and forcing it succeeds all the same. */
    private void checkSize(Segment segment) throws IOException {
        try (Disk.File file = disk.open(segment.name())) {
            if (file.size() < segment.fileBytes()) {
                throw new IOException("the file has " + file.size() + " of " + segment.fileBytes() + " bytes");
            }
        }
    }

    private void seal(Segment segment) {
        try {
            segment.writeSeal(disk);
            index.sealed(segment);
        } catch (IOException e) {
            // Without its seal the next start reads the segment, which costs time and nothing else.
            LOG.warn("segment {} in {} could not be sealed: {}", segment.name(), disk, e.toString());
        }
    }

    private void rewrite(Segment suspect) throws IOException {
        long rewritten = 0;
        try (FrameScanner scanner = suspect.scan(disk)) {
            scanner.seek(suspect.forcedEnd(), 0);
            Found found = scanner.look(suspect.end());
            while (found == Found.FRAME || found == Found.DAMAGE && scanner.skipDamage()) {
                if (found == Found.FRAME) {
                    Frame frame = scanner.frame(suspect.number());
                    if (!index.isReleased(frame.place())) {
                        rewriter.append(frame);
                        rewritten++;
                    }
                    scanner.advance();
                }
                found = scanner.look(suspect.end());
            }
        }
        LOG.warn("segment {} in {} is given up; {} frames of it were written anew", suspect.name(), disk, rewritten);
    }
}
