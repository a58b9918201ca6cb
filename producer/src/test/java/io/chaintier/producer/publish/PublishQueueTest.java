package io.chaintier.producer.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.chaintier.producer.publish.PublisherConfig.Queue;
import io.chaintier.producer.publish.PublisherConfig.WhenFull;
import io.chaintier.producer.testing.Blocks;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PublishQueueTest {
    private static final long BLOCK_BYTES =
            Publication.append(Blocks.block(0, 0)).sizeBytes();

    @Test
    void takesInOrderUpToTheGivenBytesButAtLeastOne() throws Exception {
        PublishQueue queue = queue(100 * BLOCK_BYTES, 100);
        List<Pending> offered = List.of(block(0), block(1), block(2), block(3));
        for (Pending each : offered) {
            queue.offer(each, Duration.ZERO);
        }

        assertThat(queue.take(2 * BLOCK_BYTES)).isEqualTo(offered.subList(0, 2));
        assertThat(queue.take(1)).isEqualTo(offered.subList(2, 3));
        assertThat(queue.take(Long.MAX_VALUE)).isEqualTo(offered.subList(3, 4));
    }

    @Test
    void whatIsBeingSentStillTakesRoom() throws Exception {
        PublishQueue queue = queue(2 * BLOCK_BYTES, 100);
        queue.offer(block(0), Duration.ZERO);
        queue.offer(block(1), Duration.ZERO);
        List<Pending> taken = queue.take(Long.MAX_VALUE);

        assertThat(queue.offer(block(2), Duration.ZERO)).isFalse();
        queue.release(taken);
        assertThat(queue.offer(block(2), Duration.ZERO)).isTrue();
    }

    @Test
    void whatIsLargerThanTheQueueGoesThroughAlone() throws Exception {
        PublishQueue queue = queue(1, 100);

        assertThat(queue.offer(block(0), Duration.ZERO)).isTrue();
        assertThat(queue.offer(block(1), Duration.ZERO)).isFalse();
    }

    @Test
    void closedQueueTakesNothingInAndEndsOnceEmpty() throws Exception {
        PublishQueue queue = queue(100 * BLOCK_BYTES, 100);
        Pending waiting = block(0);
        queue.offer(waiting, Duration.ZERO);

        queue.close();

        assertThat(queue.offer(block(1), Duration.ofMinutes(1))).isFalse();
        assertThat(queue.take(Long.MAX_VALUE)).containsExactly(waiting);
        assertThat(queue.take(Long.MAX_VALUE)).isEmpty();
    }

    private static PublishQueue queue(long bytes, int publications) {
        return new PublishQueue(new Queue(bytes, publications, WhenFull.FAIL, Duration.ZERO));
    }

    private static Pending block(long number) {
        return new Pending(Publication.append(Blocks.block(number, 0)), new CompletableFuture<>());
    }
}
