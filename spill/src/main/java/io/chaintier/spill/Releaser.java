package io.chaintier.spill;

import io.chaintier.spill.Frame.Place;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives up what is released: the head is forced to the disk first, and segments removed after, so that a crash in between
 * leaves a segment that the next start knows to be released. Damaged segments are set aside instead. Safe for threads.
 */
final class Releaser implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Releaser.class);

    private final LogIndex index;
    private final Disk disk;
    private final HeadFile headFile;
    private Place written = new Place(0, 0, 0);
    private volatile long quarantinedBytes;

    Releaser(LogIndex index, Disk disk) throws IOException {
        this.index = index;
        this.disk = disk;
        this.headFile = HeadFile.open(disk);
        this.quarantinedBytes = disk.bytesIn(Recoverer.QUARANTINE);
    }

    /** What cannot be removed now is tried again the next time. */
    synchronized void removeReleased() {
        Place head = index.head();
        List<Segment> released = index.released();
        try {
            for (Segment segment : released) {
                if (segment.isDamaged()) {
                    setAside(segment);
                }
            }
            if (!head.equals(written)) {
                headFile.write(head);
                written = head;
            }
            for (Segment segment : released) {
                if (!segment.isDamaged()) {
                    disk.delete(segment.name());
                    index.forget(segment);
                }
            }
        } catch (IOException e) {
            LOG.warn("what was released from {} cannot be removed now: {}", disk, e.toString());
        }
    }

    long quarantinedBytes() {
        return quarantinedBytes;
    }

    @Override
    public synchronized void close() throws IOException {
        headFile.close();
    }

    /** Before the head is written: a crash in between must not have the next start delete what is damaged. */
    private void setAside(Segment segment) throws IOException {
        disk.move(segment.name(), Recoverer.QUARANTINE + segment.name());
        disk.forceNames();
        index.forget(segment);
        quarantinedBytes += segment.fileBytes();
        LOG.warn("segment {} is damaged and was moved to {}/{}", segment.name(), disk, Recoverer.QUARANTINE);
    }
}
