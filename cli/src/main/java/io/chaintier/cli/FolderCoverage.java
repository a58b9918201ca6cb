package io.chaintier.cli;

import io.chaintier.spill.Frame;
import io.chaintier.spill.SpillFolder.SegmentReport;
import io.chaintier.spill.SpillFolder.Stretch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which stretches of which streams a folder holds, put together from pieces in the order of the log. */
final class FolderCoverage {
    private final Map<Integer, List<Stretch>> stretches = new TreeMap<>();

    static FolderCoverage of(List<SegmentReport> segments) {
        FolderCoverage coverage = new FolderCoverage();
        segments.forEach(segment -> segment.stretches().forEach(coverage::add));
        return coverage;
    }

    void add(Frame frame) {
        add(new Stretch(frame.stream(), frame.from(), frame.to()));
    }

    /** What is there already changes nothing: a log may hold a record twice. */
    private void add(Stretch piece) {
        List<Stretch> known = stretches.computeIfAbsent(piece.stream(), stream -> new ArrayList<>());
        Stretch last = known.isEmpty() ? null : known.get(known.size() - 1);
        if (last == null || piece.from() > last.to() || piece.to() < last.from()) {
            known.add(piece);
        } else {
            known.set(
                    known.size() - 1,
                    new Stretch(piece.stream(), Math.min(last.from(), piece.from()), Math.max(last.to(), piece.to())));
        }
    }

    /** By stream, then in the order of the log. */
    List<Stretch> stretches() {
        return stretches.values().stream().flatMap(List::stream).toList();
    }

    /** What lies between the stretches of a stream and is in none of them. */
    List<Stretch> holes() {
        List<Stretch> holes = new ArrayList<>();
        stretches.forEach((stream, pieces) -> {
            List<Stretch> sorted = pieces.stream()
                    .sorted((one, other) -> Long.compare(one.from(), other.from()))
                    .toList();
            long reached = sorted.get(0).to();
            for (Stretch piece : sorted) {
                if (piece.from() > reached) {
                    holes.add(new Stretch(stream, reached, piece.from()));
                }
                reached = Math.max(reached, piece.to());
            }
        });
        return holes;
    }
}
