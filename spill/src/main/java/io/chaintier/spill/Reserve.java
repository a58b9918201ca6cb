package io.chaintier.spill;

import io.chaintier.spill.SegmentFormat.Header;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Segments that are ready before they are needed: on the disk, mapped, each page touched. Keeps to the capacity of the log
 * and to the space that must stay free. Safe for threads; making a segment holds nobody up who takes one that is there.
 */
final class Reserve {
    private static final Logger LOG = LoggerFactory.getLogger(Reserve.class);

    private final SpillConfig config;
    private final Owner owner;
    private final Clock clock;
    private final Disk disk;
    private final RandomGenerator epochs;
    private final LogIndex index;
    /** Held while a segment is made; taken before the monitor. */
    private final Object making = new Object();

    // Guarded by the monitor.
    private final Deque<Segment> ready = new ArrayDeque<>();
    private long nextNumber;
    private String refusal = "";

    Reserve(
            SpillConfig config,
            Owner owner,
            Clock clock,
            Disk disk,
            RandomGenerator epochs,
            LogIndex index,
            long nextNumber) {
        this.config = config;
        this.owner = owner;
        this.clock = clock;
        this.disk = disk;
        this.epochs = epochs;
        this.index = index;
        this.nextNumber = nextNumber;
    }

    /** Makes one segment if there are fewer ready than there should be. */
    boolean fill() {
        synchronized (making) {
            synchronized (this) {
                if (ready.size() >= config.reserveSegments()) {
                    return false;
                }
            }
            return make(config.segmentBytes());
        }
    }

    /**
     * Makes the next segment one that takes a payload of this size, if none is ready.
     *
     * @return false if there is no room for one; {@link #refusal} says why
     * @throws IllegalArgumentException if a segment cannot be so large
     */
    boolean ensure(int payloadBytes) {
        long needed = SegmentFormat.FIRST_FRAME + SegmentFormat.frameBytes(payloadBytes);
        if (needed > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a payload of " + payloadBytes + " bytes is too large for a segment");
        }
        synchronized (making) {
            synchronized (this) {
                if (!ready.isEmpty() && ready.peek().fileBytes() >= needed) {
                    return true;
                }
            }
            if (needed > config.segmentBytes()) {
                // Segments are used in the order of their numbers: those that are ready would come before it.
                discard();
            }
            return make(Math.max(config.segmentBytes(), needed));
        }
    }

    /** Takes the next segment, if it is ready and takes a payload of this size. */
    synchronized Optional<Segment> take(int payloadBytes) {
        boolean fits = !ready.isEmpty() && ready.peek().takes(0, 0, payloadBytes);
        return fits ? Optional.of(ready.remove()) : Optional.empty();
    }

    /** Removes what is ready; the numbers are free again. */
    synchronized void discard() {
        while (!ready.isEmpty()) {
            remove(ready.removeLast());
        }
    }

    private void remove(Segment unused) {
        try {
            disk.delete(unused.name());
        } catch (IOException e) {
            LOG.warn("segment {} in {} was not used and cannot be removed: {}", unused.name(), disk, e.toString());
        }
        nextNumber = unused.number();
    }

    synchronized long fileBytes() {
        return ready.stream().mapToLong(Segment::fileBytes).sum();
    }

    synchronized int size() {
        return ready.size();
    }

    /** Why there was no segment when one was last asked for. */
    synchronized String refusal() {
        return refusal;
    }

    private boolean make(long bytes) {
        long number;
        synchronized (this) {
            number = nextNumber;
        }
        String reason;
        try {
            reason = refuse(bytes);
            if (reason.isEmpty()) {
                Segment made =
                        Segment.create(disk, new Header(number, epochs.nextLong(), bytes, clock.millis(), owner));
                made.touch();
                synchronized (this) {
                    nextNumber++;
                    ready.add(made);
                }
                return true;
            }
        } catch (IOException | InternalError e) {
            reason = "the disk of " + disk + " takes no new segment: " + e;
        }
        synchronized (this) {
            refusal = reason;
        }
        return false;
    }

    private String refuse(long bytes) throws IOException {
        long held = index.fileBytes() + fileBytes();
        if (held + bytes > config.maxBytes()) {
            return "the log in " + disk + " has " + held + " bytes of segments and may have " + config.maxBytes()
                    + ": no room for another of " + bytes;
        }
        long usable = disk.usableBytes();
        if (usable - bytes < config.minFreeBytes()) {
            return "the disk of " + disk + " has " + usable + " bytes free, of which " + config.minFreeBytes()
                    + " must stay so: no room for a segment of " + bytes;
        }
        return "";
    }
}
