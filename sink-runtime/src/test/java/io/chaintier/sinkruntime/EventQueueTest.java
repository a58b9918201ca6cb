package io.chaintier.sinkruntime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class EventQueueTest {
    private final EventQueue queue = new EventQueue(250);

    @Test
    void batchesKeepOrderAndStayWithinBothLimits() throws InterruptedException {
        queue.add(List.of(event(0, 100), event(1, 100), event(2, 100), event(3, 100)));

        assertThat(offsets(queue.take(10, 250))).containsExactly(0L, 1L);
        assertThat(offsets(queue.take(1, 250))).containsExactly(2L);
        assertThat(offsets(queue.take(10, 250))).containsExactly(3L);
    }

    @Test
    void oneEventLargerThanABatchIsTakenAlone() throws InterruptedException {
        queue.add(List.of(event(0, 1000), event(1, 1)));

        assertThat(offsets(queue.take(10, 250))).containsExactly(0L);
    }

    @Test
    void itIsFullByBytesUntilTheyAreTaken() throws InterruptedException {
        queue.add(List.of(event(0, 249)));
        assertThat(queue.isFull()).isFalse();

        queue.add(List.of(event(1, 1)));
        assertThat(queue.isFull()).isTrue();

        queue.take(1, 1000);
        assertThat(queue.isFull()).isFalse();
    }

    @Test
    void closingDropsWhatIsQueuedAndWakesWhoeverWaits() throws InterruptedException {
        queue.add(List.of(event(0, 1)));
        Thread closer = new Thread(queue::close);
        closer.start();

        assertThat(queue.awaitClosed(Duration.ofMinutes(1))).isTrue();
        assertThat(queue.take(10, 1000)).isEmpty();
        closer.join();
    }

    @Test
    void aPauseEndsByItselfWhileTheQueueIsOpen() throws InterruptedException {
        assertThat(queue.awaitClosed(Duration.ofMillis(5))).isFalse();
    }

    private static List<Long> offsets(List<TrackedEvent> events) {
        return events.stream().map(TrackedEvent::firstOffset).toList();
    }

    private static TrackedEvent event(long offset, int bytes) {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                "t",
                0,
                offset,
                0,
                org.apache.kafka.common.record.TimestampType.CREATE_TIME,
                0,
                bytes,
                null,
                new byte[bytes],
                new org.apache.kafka.common.header.internals.RecordHeaders(),
                java.util.Optional.empty());
        return TrackedEvent.defective(List.of(record), new IllegalStateException("test"));
    }
}
