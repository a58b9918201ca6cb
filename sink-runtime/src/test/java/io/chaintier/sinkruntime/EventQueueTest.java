package io.chaintier.sinkruntime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Between the poll thread and the delivery thread. Serves I3, I4. */
@Timeout(10)
class EventQueueTest {
    private static final Duration SOON = Duration.ofMillis(5);
    private static final Duration LATE = Duration.ofMinutes(1);

    private final EventQueue queue = new EventQueue(250);

    @Test
    void batchesKeepOrderAndStayWithinBothLimits() throws InterruptedException {
        queue.add(List.of(event(0, 100), event(1, 100), event(2, 100), event(3, 100)), 0);

        assertThat(offsets(queue.take(10, 250, LATE))).containsExactly(0L, 1L);
        assertThat(offsets(queue.take(1, 250, LATE))).containsExactly(2L);
        assertThat(offsets(queue.take(10, 250, LATE))).containsExactly(3L);
    }

    @Test
    void oneEventLargerThanABatchIsTakenAlone() throws InterruptedException {
        queue.add(List.of(event(0, 1000), event(1, 1)), 0);

        assertThat(offsets(queue.take(10, 250, LATE))).containsExactly(0L);
    }

    @Test
    void itIsFullByBytesUntilTheyAreTaken() throws InterruptedException {
        queue.add(List.of(event(0, 249)), 0);
        assertThat(queue.isFull()).isFalse();

        queue.add(List.of(event(1, 1)), 0);
        assertThat(queue.isFull()).isTrue();

        queue.take(1, 1000, LATE);
        assertThat(queue.isFull()).isFalse();
    }

    @Test
    void whoWaitsForEventsGetsNoneIfNoneComeInTime() throws InterruptedException {
        assertThat(queue.take(10, 1000, SOON)).isEmpty();
    }

    @Test
    void nothingOvertakesWhatWasHandedBackBeforeThePollThreadKnowsOfIt() throws InterruptedException {
        queue.add(List.of(event(0, 1)), 0);
        queue.handBack();
        queue.deliverAgain();

        queue.add(List.of(event(1, 1)), 0);
        assertThat(queue.take(10, 1000, SOON)).isEmpty();

        queue.add(List.of(event(0, 1), event(1, 1)), queue.handBacks());
        assertThat(offsets(queue.take(10, 1000, LATE))).containsExactly(0L, 1L);
    }

    @Test
    void itSaysWhetherTheStoreIsThere() {
        assertThat(queue.isDelivering()).isTrue();

        queue.handBack();
        assertThat(queue.isDelivering()).isFalse();

        queue.deliverAgain();
        assertThat(queue.isDelivering()).isTrue();
        assertThat(queue.handBacks()).isEqualTo(1);
    }

    @Test
    void closingDropsWhatIsQueuedAndWakesWhoeverWaits() throws InterruptedException {
        queue.add(List.of(event(0, 1)), 0);
        Thread closer = new Thread(queue::close);
        closer.start();

        assertThat(queue.awaitClosed(LATE)).isTrue();
        assertThat(queue.take(10, 1000, LATE)).isEmpty();
        closer.join();
    }

    @Test
    void aPauseEndsByItselfWhileTheQueueIsOpen() throws InterruptedException {
        assertThat(queue.awaitClosed(SOON)).isFalse();
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
                TimestampType.CREATE_TIME,
                0,
                bytes,
                null,
                new byte[bytes],
                new RecordHeaders(),
                Optional.empty());
        return TrackedEvent.defective(
                List.of(new TakenRecord(record, offset)), new IllegalStateException("made by a test"));
    }
}
