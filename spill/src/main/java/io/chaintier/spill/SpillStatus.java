package io.chaintier.spill;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a log is doing.
 *
 * @param frames          not yet released
 * @param bytes           that those take, with their headers
 * @param unreadFrames    of those, behind the reader
 * @param fileBytes       of all segment files, with what is prepared for later
 * @param segments        files
 * @param oldestAppendedAtMs when the oldest frame that is not released was appended (where its segment is partly
 *                        released: when the segment's oldest was), in milliseconds since 1970; empty where there is none
 * @param unforcedBytes   that a power loss could take now
 * @param poisonedSegments how often the disk failed and the log went on in a new segment
 * @param quarantinedBytes in files that were set aside because they are damaged; nothing deletes those
 * @param obstacle        why the log took no more when it last said so; empty once it takes frames again
 */
public record SpillStatus(
        long frames,
        long bytes,
        long unreadFrames,
        long fileBytes,
        int segments,
        OptionalLong oldestAppendedAtMs,
        long unforcedBytes,
        long poisonedSegments,
        long quarantinedBytes,
        Optional<String> obstacle) {
    public SpillStatus {
        requireNonNull(oldestAppendedAtMs, "oldestAppendedAtMs");
        requireNonNull(obstacle, "obstacle");
    }
}
