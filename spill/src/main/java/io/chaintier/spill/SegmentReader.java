package io.chaintier.spill;

import java.io.IOException;

/** Reads a whole segment to find out which frames it really has. */
final class SegmentReader {
    private SegmentReader() {}

    /**
     * @param bytes     that are no frames, in front of whole frames
     * @param tornBytes that are no frames and not zero, behind the last whole frame
     */
    record Damage(long bytes, long tornBytes) {}

    /**
     * Counts the frames of a segment anew.
     *
     * @param scanner at the first frame
     * @param limit   position behind the last byte that may be a frame's
     */
    static Damage count(Segment segment, FrameScanner scanner, long limit) throws IOException {
        segment.forgetFrames();
        long damaged = 0;
        while (true) {
            switch (scanner.look(limit)) {
                case FRAME -> {
                    segment.count(
                            scanner.frameEnd(), scanner.stream(), scanner.from(), scanner.to(), scanner.appendedAtMs());
                    scanner.advance();
                }
                case DAMAGE -> {
                    long before = scanner.position();
                    if (!scanner.skipDamage()) {
                        return new Damage(damaged, scanner.lastNonZero() - before);
                    }
                    damaged += scanner.position() - before;
                }
                case LIMIT -> {
                    return new Damage(damaged, 0);
                }
            }
        }
    }

    /** What the frames from the scanner's position on cover. */
    static Runs runs(FrameScanner scanner, long limit) throws IOException {
        Runs runs = new Runs(Runs.MAX);
        FrameScanner.Found found = scanner.look(limit);
        while (found == FrameScanner.Found.FRAME || found == FrameScanner.Found.DAMAGE && scanner.skipDamage()) {
            if (found == FrameScanner.Found.FRAME) {
                runs.add(scanner.stream(), scanner.from(), scanner.to());
                scanner.advance();
            }
            found = scanner.look(limit);
        }
        return runs;
    }
}
