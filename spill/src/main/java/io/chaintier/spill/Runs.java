package io.chaintier.spill;

/**
 * Which stretches of which streams a segment holds, in the order they were appended: a run grows as long as the frames of
 * its stream follow one another without a hole. Grows without allocating. Not safe for threads.
 */
final class Runs {
    /** What the page of a seal has room for. */
    static final int MAX = (SegmentFormat.PAGE_BYTES - SegmentFormat.SEAL_FIXED_BYTES) / SegmentFormat.SEAL_RUN_BYTES;

    private final int[] streams;
    private final int[] frames;
    private final long[] from;
    private final long[] to;
    private int count;
    private int last;

    /** @param capacity most runs, up to {@link #MAX} */
    Runs(int capacity) {
        streams = new int[capacity];
        frames = new int[capacity];
        from = new long[capacity];
        to = new long[capacity];
    }

    /** The same runs, without room for more. */
    Runs trimmed() {
        Runs copy = new Runs(count);
        for (int run = 0; run < count; run++) {
            copy.append(streams[run], frames[run], from[run], to[run]);
        }
        return copy;
    }

    /** @return false if there is no room for another run: nothing was added */
    boolean add(int stream, long fromInclusive, long toExclusive) {
        int run = newestOf(stream);
        if (run >= 0 && to[run] == fromInclusive) {
            to[run] = toExclusive;
            frames[run]++;
            return true;
        }
        return append(stream, 1, fromInclusive, toExclusive);
    }

    /** Takes a run as it is. */
    boolean append(int stream, int frameCount, long fromInclusive, long toExclusive) {
        if (count == streams.length) {
            return false;
        }
        streams[count] = stream;
        frames[count] = frameCount;
        from[count] = fromInclusive;
        to[count] = toExclusive;
        last = count++;
        return true;
    }

    /** Whether {@link #add} would take it. */
    boolean takes(int stream, long fromInclusive) {
        if (count < streams.length) {
            return true;
        }
        int run = newestOf(stream);
        return run >= 0 && to[run] == fromInclusive;
    }

    /** How far these runs bring a reader of the stream that has come to {@code position}. */
    long extend(int stream, long position) {
        long reached = position;
        for (int run = 0; run < count; run++) {
            if (streams[run] == stream && from[run] <= reached && to[run] > reached) {
                reached = to[run];
            }
        }
        return reached;
    }

    int count() {
        return count;
    }

    int stream(int run) {
        return streams[run];
    }

    int frames(int run) {
        return frames[run];
    }

    long from(int run) {
        return from[run];
    }

    long to(int run) {
        return to[run];
    }

    private int newestOf(int stream) {
        if (count > 0 && streams[last] == stream) {
            return last;
        }
        for (int run = count - 1; run >= 0; run--) {
            if (streams[run] == stream) {
                last = run;
                return run;
            }
        }
        return -1;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int run = 0; run < count; run++) {
            text.append(run == 0 ? "" : ", ")
                    .append(streams[run])
                    .append(":[")
                    .append(from[run])
                    .append(',')
                    .append(to[run])
                    .append(')');
        }
        return text.toString();
    }
}
