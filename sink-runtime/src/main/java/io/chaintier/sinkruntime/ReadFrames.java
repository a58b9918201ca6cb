package io.chaintier.sinkruntime;

import io.chaintier.spill.Frame;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.apache.kafka.common.TopicPartition;

/**
 * Which frames of the file were read and not yet released, oldest first. It remembers stretches of {@value #STRETCH_BYTES}
 * bytes, not single frames, so that it stays small however large the file is.
 */
final class ReadFrames {
    static final int STRETCH_BYTES = 1 << 20;

    /** Neighbouring frames: released when of each partition everything up to the position is done. */
    private static final class Stretch {
        private final Map<TopicPartition, Long> positions = new HashMap<>();
        private long bytes;
        private Frame.Place end;
    }

    private final Deque<Stretch> stretches = new ArrayDeque<>();

    void add(TopicPartition partition, Frame frame) {
        Stretch last = stretches.peekLast();
        if (last == null || last.bytes >= STRETCH_BYTES) {
            last = new Stretch();
            stretches.addLast(last);
        }
        last.positions.merge(partition, frame.to(), Math::max);
        last.bytes += frame.payload().length;
        last.end = frame.place();
    }

    /**
     * Forgets the oldest as far as they are done.
     *
     * @param done up to which position a partition's frames are not needed any more
     * @return up to where the file can be released
     */
    Optional<Frame.Place> release(ToLongFunction<TopicPartition> done) {
        Frame.Place reached = null;
        while (!stretches.isEmpty() && isDone(stretches.peekFirst(), done)) {
            reached = stretches.removeFirst().end;
        }
        return Optional.ofNullable(reached);
    }

    boolean isEmpty() {
        return stretches.isEmpty();
    }

    void clear() {
        stretches.clear();
    }

    private static boolean isDone(Stretch stretch, ToLongFunction<TopicPartition> done) {
        return stretch.positions.entrySet().stream()
                .allMatch(entry -> entry.getValue() <= done.applyAsLong(entry.getKey()));
    }
}
