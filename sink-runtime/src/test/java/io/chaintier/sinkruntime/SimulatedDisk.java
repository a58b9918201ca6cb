package io.chaintier.sinkruntime;

import io.chaintier.spill.Frame;
import io.chaintier.spill.Frame.Place;
import io.chaintier.spill.SpillStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/** The fallback file in memory, of which a test can break anything. Outlives the sinks that open it. */
final class SimulatedDisk implements FallbackFile.Opener {
    private final List<Frame> frames = new ArrayList<>();
    private int appended;
    private int capacity = Integer.MAX_VALUE;
    private boolean broken;
    private int opened;

    void limitTo(int frameCount) {
        capacity = frameCount;
    }

    void breakDown() {
        broken = true;
    }

    void repair() {
        broken = false;
        capacity = Integer.MAX_VALUE;
    }

    boolean isEmpty() {
        return frames.isEmpty();
    }

    /** Loses up to {@code most} frames that follow one another. */
    void damage(RandomGenerator random, int most) {
        if (!frames.isEmpty()) {
            int at = random.nextInt(frames.size());
            frames.subList(at, Math.min(frames.size(), at + 1 + random.nextInt(most)))
                    .clear();
        }
    }

    void eraseAll() {
        frames.clear();
    }

    long coveredUntil(int stream, long from) {
        long reached = from;
        for (Frame frame : frames) {
            if (frame.stream() == stream && frame.from() <= reached && frame.to() > reached) {
                reached = frame.to();
            }
        }
        return reached;
    }

    @Override
    public FallbackFile open() {
        if (broken) {
            throw new FallbackFile.UnusableException("the disk is broken", null);
        }
        return new Opened(++opened);
    }

    @Override
    public Path directory() {
        return Path.of("simulated");
    }

    private final class Opened implements FallbackFile {
        private final int number;
        private Place read = new Place(0, 0, 0);
        private Place furthest = read;

        Opened(int number) {
            this.number = number;
        }

        private void check() {
            if (number != opened) {
                throw new IllegalStateException("two have the file open");
            }
            if (broken) {
                throw new UnusableException("the disk is broken", null);
            }
        }

        @Override
        public boolean append(int stream, long from, long to, byte[] payload) {
            check();
            if (frames.size() >= capacity) {
                return false;
            }
            frames.add(new Frame(stream, from, to, 0, payload, new Place(1, ++appended, appended)));
            return true;
        }

        @Override
        public List<Frame> read(int maxFrames, long maxBytes) {
            check();
            List<Frame> next = frames.stream()
                    .filter(frame -> frame.place().compareTo(read) > 0)
                    .limit(Math.min(maxFrames, 5))
                    .toList();
            if (!next.isEmpty()) {
                read = next.get(next.size() - 1).place();
                furthest = read.compareTo(furthest) > 0 ? read : furthest;
            }
            return next;
        }

        @Override
        public boolean isRead() {
            return frames.stream().noneMatch(frame -> frame.place().compareTo(read) > 0);
        }

        @Override
        public boolean isEmpty() {
            return frames.isEmpty();
        }

        @Override
        public void rewind() {
            read = new Place(0, 0, 0);
        }

        @Override
        public void release(Place upTo) {
            check();
            if (upTo.compareTo(furthest) > 0) {
                throw new IllegalArgumentException("released before it was read: " + upTo);
            }
            frames.removeIf(frame -> frame.place().compareTo(upTo) <= 0);
        }

        @Override
        public long coveredUntil(int stream, long from) {
            check();
            return SimulatedDisk.this.coveredUntil(stream, from);
        }

        @Override
        public SpillStatus status() {
            return new SpillStatus(frames.size(), 0, 0, 0, 1, OptionalLong.empty(), 0, 0, 0, Optional.empty());
        }

        @Override
        public void close() {
            // What was appended stays.
        }
    }
}
