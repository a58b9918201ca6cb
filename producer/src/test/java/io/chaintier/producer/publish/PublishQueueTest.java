package io.chaintier.producer.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.chaintier.producer.publish.PublishQueue.Flight;
import io.chaintier.producer.publish.PublishQueue.Spoolable;
import io.chaintier.producer.publish.PublishQueue.Work;
import io.chaintier.producer.publish.PublisherConfig.Queue;
import io.chaintier.producer.testing.Blocks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Serves R12, I5. */
class PublishQueueTest {
    private static final long BLOCK_BYTES =
            Publication.append(Blocks.block(0, 0)).sizeBytes();
    private static final Duration AFTER = Duration.ofMillis(200);
    private static final Attempt ATTEMPT = new Attempt(5, 1, 7, 1);

    private final AtomicLong nanos = new AtomicLong();

    @Test
    void takesInOrderUpToTheGivenBytesButAtLeastOne() throws Exception {
        PublishQueue queue = queue(100 * BLOCK_BYTES, 100);
        List<Pending> offered = offer(queue, 4);

        assertThat(queue.take(2 * BLOCK_BYTES).publications()).isEqualTo(offered.subList(0, 2));
        assertThat(queue.take(1).publications()).isEqualTo(offered.subList(2, 3));
        assertThat(queue.take(Long.MAX_VALUE).publications()).isEqualTo(offered.subList(3, 4));
    }

    @Test
    void whatIsBeingWrittenStillTakesRoom() throws Exception {
        PublishQueue queue = queue(2 * BLOCK_BYTES, 100);
        offer(queue, 2);
        Flight flight = queue.take(Long.MAX_VALUE);

        assertThat(queue.offer(block(2), Duration.ZERO)).isFalse();
        queue.land(flight);
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
        List<Pending> waiting = offer(queue, 1);

        queue.close();

        assertThat(queue.offer(block(1), Duration.ofMinutes(1))).isFalse();
        assertThat(queue.awaitWork(() -> false)).isEqualTo(Work.QUEUED);
        Flight flight = queue.take(Long.MAX_VALUE);
        assertThat(flight.publications()).isEqualTo(waiting);
        queue.land(flight);
        assertThat(queue.awaitWork(() -> false)).isEqualTo(Work.NONE);
    }

    @Test
    void whatIsBeingWrittenIsSpooledBeforeWhatCameLater() throws Exception {
        PublishQueue queue = spooling(100);
        List<Pending> offered = offer(queue, 3);
        fly(queue, 2 * BLOCK_BYTES);

        queue.failing();

        assertThat(spoolAll(queue, 3).stream().map(Spoolable::pending)).isEqualTo(offered);
        assertThat(queue.load().publications()).isZero();
    }

    @Test
    void whatWasBeingCommittedIsSpooledWithTheAttempt() throws Exception {
        PublishQueue queue = spooling(100);
        offer(queue, 3);
        Flight flight = fly(queue, 2 * BLOCK_BYTES);

        assertThat(queue.committing(flight, ATTEMPT)).isEmpty();
        queue.failing();

        assertThat(spoolAll(queue, 3).stream().map(Spoolable::attempt))
                .containsExactly(Optional.of(ATTEMPT), Optional.of(ATTEMPT), Optional.empty());
    }

    @Test
    void transactionOfWhatIsSpooledAlreadyCarriesTheNumberBehindIt() throws Exception {
        PublishQueue queue = spooling(100);
        offer(queue, 3);
        Flight flight = fly(queue, 2 * BLOCK_BYTES);
        queue.failing();
        Spoolable first = spoolAll(queue, 1).get(0);

        assertThat(first.number()).isZero();
        assertThat(queue.committing(flight, ATTEMPT)).isEqualTo(OptionalLong.of(2));
        assertThat(queue.land(flight)).isEqualTo(OptionalLong.of(2));
    }

    @Test
    void numbersOfWhatWasConfirmedBeforeItWasSpooledAreNotUsedAgain() throws Exception {
        PublishQueue queue = spooling(100);
        List<Pending> offered = offer(queue, 5);
        Flight flight = fly(queue, 4 * BLOCK_BYTES);
        queue.failing();
        spoolAll(queue, 1);

        queue.land(flight);

        Spoolable next = spoolAll(queue, 1).get(0);
        assertThat(next.pending()).isEqualTo(offered.get(4));
        assertThat(next.number()).isEqualTo(4);
        assertThat(queue.load().publications()).isZero();
    }

    @Test
    void halfFullQueueIsSpooledThoughNothingFailed() throws Exception {
        PublishQueue queue = spooling(4);
        List<Pending> offered = offer(queue, 3);

        assertThat(spoolAll(queue, 1).get(0).pending()).isEqualTo(offered.get(0));
    }

    @Test
    void queueIsSpooledWhenATransactionTakesTooLong() throws Exception {
        PublishQueue queue = spooling(100);
        List<Pending> offered = offer(queue, 1);
        fly(queue, BLOCK_BYTES);

        nanos.addAndGet(AFTER.toNanos() + 1);

        assertThat(spoolAll(queue, 1).get(0).pending()).isEqualTo(offered.get(0));
        assertThat(queue.load().failing()).isTrue();
    }

    @Test
    void whatTheSpoolRefusesIsWrittenDirectlyOnceKafkaWorks() throws Exception {
        PublishQueue queue = spooling(100);
        List<Pending> offered = offer(queue, 1);
        queue.failing();
        queue.nextToSpool();

        queue.refused(Duration.ZERO);

        assertThat(queue.awaitWork(() -> false)).isEqualTo(Work.QUEUED);
        assertThat(queue.take(Long.MAX_VALUE).publications()).isEqualTo(offered);
    }

    @Test
    void spoolIsWrittenBeforeTheQueue() throws Exception {
        PublishQueue queue = spooling(100);
        offer(queue, 1);

        assertThat(queue.awaitWork(() -> true)).isEqualTo(Work.SPOOLED);
    }

    private PublishQueue queue(long bytes, int publications) {
        return new PublishQueue(new Queue(bytes, publications, Duration.ZERO), Optional.empty(), 0, nanos::get);
    }

    private PublishQueue spooling(int publications) {
        return new PublishQueue(
                new Queue(1_000 * BLOCK_BYTES, publications, Duration.ZERO), Optional.of(AFTER), 0, nanos::get);
    }

    private static List<Pending> offer(PublishQueue queue, int count) throws InterruptedException {
        List<Pending> offered =
                LongStream.range(0, count).mapToObj(PublishQueueTest::block).toList();
        for (Pending each : offered) {
            assertThat(queue.offer(each, Duration.ZERO)).isTrue();
        }
        return offered;
    }

    private static Flight fly(PublishQueue queue, long bytes) throws InterruptedException {
        assertThat(queue.awaitWork(() -> false)).isEqualTo(Work.QUEUED);
        return queue.take(bytes);
    }

    private static List<Spoolable> spoolAll(PublishQueue queue, int count) throws InterruptedException {
        List<Spoolable> spooled = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Spoolable next = queue.nextToSpool().orElseThrow();
            queue.spooled(next);
            spooled.add(next);
        }
        return spooled;
    }

    private static Pending block(long number) {
        return Pending.of(Publication.append(Blocks.block(number, 0)), false);
    }
}
