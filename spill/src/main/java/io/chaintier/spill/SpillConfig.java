package io.chaintier.spill;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How a log uses its disk.
 *
 * @param directory     created if missing; used by one log at a time. On ext4 or xfs: on a file system that copies on
 *                      write or compresses, preallocation does not reserve space
 * @param segmentBytes  size of a segment file in bytes, 64 KiB to 1 GiB. What is larger gets a segment of its own size
 * @param reserveSegments how many segments are kept ready behind the one that is written, 1 to 64: what a burst can fill
 *                      before appends wait for the disk
 * @param maxBytes      most bytes that all segment files may have together, at least two segments
 * @param minFreeBytes  bytes that must stay free on the disk: no segment is made that would go below
 * @param forceInterval how often what was appended is forced to the disk: what a power loss can take
 */
public record SpillConfig(
        Path directory,
        int segmentBytes,
        int reserveSegments,
        long maxBytes,
        long minFreeBytes,
        Duration forceInterval) {
    private static final int MIN_SEGMENT_BYTES = 1 << 16;
    private static final int MAX_RESERVE = 64;
    private static final int MAX_SEGMENT_BYTES = 1 << 30;

    /** As the other constructor, with two segments in reserve. */
    public SpillConfig(Path directory, int segmentBytes, long maxBytes, long minFreeBytes, Duration forceInterval) {
        this(directory, segmentBytes, 2, maxBytes, minFreeBytes, forceInterval);
    }

    /** @throws IllegalArgumentException if a value is outside its range; the message names it */
    public SpillConfig {
        requireNonNull(directory, "directory");
        requireNonNull(forceInterval, "forceInterval");
        if (segmentBytes < MIN_SEGMENT_BYTES || segmentBytes > MAX_SEGMENT_BYTES) {
            throw new IllegalArgumentException("segmentBytes=" + segmentBytes + ": expected 64 KiB to 1 GiB");
        }
        if (reserveSegments < 1 || reserveSegments > MAX_RESERVE) {
            throw new IllegalArgumentException("reserveSegments=" + reserveSegments + ": expected 1 to " + MAX_RESERVE);
        }
        if (maxBytes < 2L * segmentBytes) {
            throw new IllegalArgumentException(
                    "maxBytes=" + maxBytes + ": expected room for two segments or more, " + 2L * segmentBytes);
        }
        if (minFreeBytes < 0) {
            throw new IllegalArgumentException("minFreeBytes=" + minFreeBytes + ": expected 0 or more");
        }
        if (forceInterval.isNegative() || forceInterval.isZero()) {
            throw new IllegalArgumentException("forceInterval=" + forceInterval + ": expected more than nothing");
        }
    }
}
