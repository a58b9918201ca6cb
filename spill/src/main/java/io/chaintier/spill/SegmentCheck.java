package io.chaintier.spill;

import io.chaintier.spill.FrameScanner.Found;
import io.chaintier.spill.SegmentFormat.Seal;
import io.chaintier.spill.SpillFolder.Damage;
import io.chaintier.spill.SpillFolder.Stretch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads the frames of one segment that are not released, and finds out what is damaged among them. For one thread. */
final class SegmentCheck {
    private final long segment;
    private final Optional<Seal> seal;
    private final Runs found = new Runs(Runs.MAX);
    private final List<Extent> broken = new ArrayList<>();
    private long frames;
    private long bytes;

    /** @param seal what should be in the segment, if it is complete */
    SegmentCheck(long segment, Optional<Seal> seal) {
        this.segment = segment;
        this.seal = seal;
    }

    /**
     * @param scanner  at the first frame to be read
     * @param fileSize of the segment, in bytes
     */
    void read(FrameScanner scanner, long fileSize, Consumer<Frame> frame) throws IOException {
        long start = scanner.position();
        long limit = seal.map(Seal::end).orElse(fileSize);
        boolean more = true;
        while (more) {
            Found what = scanner.look(limit);
            if (what == Found.FRAME) {
                take(scanner.frame(segment), frame);
                scanner.advance();
            }
            more = what == Found.FRAME || what == Found.DAMAGE && skipDamage(scanner, limit);
        }
        bytes = scanner.position() - start;
    }

    long frames() {
        return frames;
    }

    long bytes() {
        return bytes;
    }

    /**
     * Where there should be frames and are none.
     *
     * @param partlyReleased whether the first frames of the segment were not read because they are released
     */
    List<Damage> damages(boolean partlyReleased) {
        List<Stretch> missing =
                seal.map(complete -> missing(complete.runs(), partlyReleased)).orElse(List.of());
        return broken.stream()
                .map(extent -> new Damage(segment, extent.from(), extent.to(), missing))
                .toList();
    }

    private void take(Frame frame, Consumer<Frame> consumer) {
        found.add(frame.stream(), frame.from(), frame.to());
        frames++;
        consumer.accept(frame);
    }

    /** Behind the last frame of a segment that is not complete, bytes that are no frame are no damage but its end. */
    private boolean skipDamage(FrameScanner scanner, long limit) throws IOException {
        long from = scanner.position();
        boolean more = scanner.skipDamage();
        if (more || seal.isPresent()) {
            broken.add(new Extent(from, more ? scanner.position() : limit));
        }
        return more;
    }

    /** What the seal names and was not found. */
    private List<Stretch> missing(Runs named, boolean partlyReleased) {
        List<Stretch> missing = new ArrayList<>();
        for (int run = 0; run < named.count(); run++) {
            int stream = named.stream(run);
            long reached = partlyReleased ? firstFound(stream, named.from(run)) : named.from(run);
            for (int other = 0; other < found.count(); other++) {
                boolean within = found.stream(other) == stream
                        && found.from(other) >= reached
                        && found.to(other) <= named.to(run);
                if (within && found.from(other) > reached) {
                    missing.add(new Stretch(stream, reached, found.from(other)));
                }
                reached = within ? found.to(other) : reached;
            }
            if (reached < named.to(run)) {
                missing.add(new Stretch(stream, reached, named.to(run)));
            }
        }
        return missing;
    }

    private long firstFound(int stream, long atLeast) {
        for (int run = 0; run < found.count(); run++) {
            if (found.stream(run) == stream && found.from(run) >= atLeast) {
                return found.from(run);
            }
        }
        return atLeast;
    }
}
