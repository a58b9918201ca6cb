package io.chaintier.sinkruntime;

import static org.assertj.core.api.Assertions.assertThat;

import io.chaintier.spill.Frame;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** The file is given up in the order it was written, and only as far as Kafka has confirmed. Serves I4, R3. */
class ReadFramesTest {
    private static final TopicPartition ONE = new TopicPartition("blocks", 1);
    private static final TopicPartition TWO = new TopicPartition("blocks", 2);

    private final ReadFrames frames = new ReadFrames();
    private final Map<TopicPartition, Long> done = new HashMap<>(Map.of(ONE, 0L, TWO, 0L));
    private long position;

    @Test
    void nothingIsReleasedBeforeEveryPartitionIsDone() {
        Frame.Place first = add(ONE, 10, ReadFrames.STRETCH_BYTES / 2);
        Frame.Place second = add(TWO, 7, ReadFrames.STRETCH_BYTES / 2);

        done.put(ONE, 10L);
        assertThat(release()).isEmpty();

        done.put(TWO, 7L);
        assertThat(release()).contains(second).isNotEqualTo(Optional.of(first));
        assertThat(frames.isEmpty()).isTrue();
    }

    @Test
    void whatIsBehindAnUnfinishedStretchWaitsForIt() {
        Frame.Place first = add(ONE, 10, ReadFrames.STRETCH_BYTES);
        Frame.Place second = add(TWO, 7, ReadFrames.STRETCH_BYTES);

        done.put(TWO, 7L);
        assertThat(release()).isEmpty();

        done.put(ONE, 10L);
        assertThat(release()).contains(second);
        assertThat(second).isGreaterThan(first);
    }

    @Test
    void aFinishedStretchIsReleasedAlthoughTheNextIsNot() {
        Frame.Place first = add(ONE, 10, ReadFrames.STRETCH_BYTES);
        add(ONE, 20, ReadFrames.STRETCH_BYTES);

        done.put(ONE, 19L);

        assertThat(release()).contains(first);
        assertThat(frames.isEmpty()).isFalse();
    }

    @Test
    void afterARewindNothingIsKnownAsRead() {
        add(ONE, 10, ReadFrames.STRETCH_BYTES);
        done.put(ONE, 10L);

        frames.clear();

        assertThat(release()).isEmpty();
    }

    private Frame.Place add(TopicPartition partition, long to, int bytes) {
        position += bytes;
        Frame.Place place = new Frame.Place(1, position, 1);
        frames.add(partition, new Frame(partition.partition(), to - 1, to, 0, new byte[bytes], place));
        return place;
    }

    private Optional<Frame.Place> release() {
        return frames.release(done::get);
    }
}
