package io.chaintier.sinkruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chaintier.event.BlockRef;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.event.Envelope;
import io.chaintier.event.FinalityAdvanced;
import io.chaintier.event.Hash;
import io.chaintier.event.StateEntry;
import io.chaintier.store.ChainWriter;
import io.chaintier.store.Outcome;
import io.chaintier.store.StoreException;
import io.chaintier.store.StoreMisconfiguredException;
import io.chaintier.store.StoreOverloadedException;
import io.chaintier.store.StoreRejectedException;
import io.chaintier.store.StoreUnavailableException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of an event by the store's own answer. Serves R3, R4, I4, I9, faults 22 to 26, 36 to 39, 51. */
@Timeout(10)
class DeliveryTest {
    private static final ChainId CHAIN = ChainId.parse("eip155:1");

    private final Answers store = new Answers();
    private final Burials deadLetters = new Burials();
    private final SinkCounters counters = new SinkCounters();
    private final EventQueue queue = new EventQueue(1 << 20);
    private final Delivery delivery =
            new Delivery(SimulatedSink.CONFIG, queue, store, deadLetters, counters, new SplittableRandom(1));
    private final List<TrackedEvent> events =
            LongStream.range(0, 8).mapToObj(DeliveryTest::event).toList();

    @Test
    void whatTheStoreTakesIsSettled() throws InterruptedException {
        queue.add(events, 0);

        assertThat(delivery.step()).isZero();

        assertThat(events).allMatch(TrackedEvent::isSettled);
        assertThat(counters.snapshot().events()).isEqualTo(8);
    }

    @Test
    void aFailedCallIsRepeatedOnceAtOnceAndOnlyForWhatIsLeft() throws InterruptedException {
        queue.add(events, 0);
        store.answer =
                event -> event.sequence() < 3 ? Optional.empty() : Optional.of(new StoreUnavailableException("down"));

        assertThat(delivery.step()).isZero();
        assertThat(queue.handBacks()).isZero();
        store.answer = event -> Optional.empty();
        delivery.step();

        assertThat(store.calls).containsExactly(8, 5);
        assertThat(events).allMatch(TrackedEvent::isSettled);
        assertThat(counters.snapshot().retries()).isEqualTo(1);
    }

    @Test
    void aStoreThatFailsTwiceIsDownEverythingIsHandedBackAndItIsOnlyProbed() throws InterruptedException {
        queue.add(events, 0);
        store.answer = event -> Optional.of(new StoreUnavailableException("down"));
        store.probe = Optional.of(new StoreUnavailableException("still down"));

        delivery.step();
        assertThat(delivery.step()).isPositive();
        assertThat(queue.handBacks()).isEqualTo(1);
        assertThat(queue.isDelivering()).isFalse();
        assertThat(delivery.step()).isPositive();
        assertThat(store.calls).containsExactly(8, 8);
        assertThat(counters.lastError()).contains("still down");

        store.probe = Optional.empty();
        assertThat(delivery.step()).isZero();
        assertThat(queue.isDelivering()).isTrue();
    }

    @Test
    void anOverloadedStoreGetsFewerAtATimeWithPausesAndIsNeverDown() throws InterruptedException {
        queue.add(events, 0);
        store.answer = event -> Optional.of(new StoreOverloadedException("less"));

        for (int i = 0; i < 5; i++) {
            assertThat(delivery.step()).isPositive();
        }

        assertThat(store.calls).containsExactly(8, 4, 2, 1, 1);
        assertThat(queue.handBacks()).isZero();
        assertThat(counters.snapshot().overloads()).isEqualTo(5);

        store.answer = event -> Optional.empty();
        store.calls.clear();
        while (delivery.isBusy()) {
            assertThat(delivery.step()).isZero();
        }
        assertThat(store.calls).containsExactly(1, 2, 3, 2);
        assertThat(events).allMatch(TrackedEvent::isSettled);
        assertThat(store.applied).isSorted();
    }

    @Test
    void whatIsRefusedIsBuriedWithItsCauseAndHoldsNobodyUp() throws InterruptedException {
        queue.add(events, 0);
        store.answer =
                event -> event.sequence() == 2 ? Optional.of(new StoreRejectedException("no")) : Optional.empty();

        delivery.step();

        assertThat(events).allMatch(TrackedEvent::isSettled);
        assertThat(deadLetters.buried).containsExactly(2L);
        assertThat(counters.snapshot().deadLetters()).containsEntry("StoreRejectedException", 1L);
    }

    @Test
    void aDeadLetterThatCannotBeWrittenNowIsKeptAndTriedAgain() throws InterruptedException {
        queue.add(events, 0);
        store.answer =
                event -> event.sequence() == 2 ? Optional.of(new StoreRejectedException("no")) : Optional.empty();
        deadLetters.failure = Optional.of(true);
        delivery.step();
        assertThat(events).filteredOn(event -> !event.isSettled()).containsExactly(events.get(2));
        assertThat(delivery.isBusy()).isTrue();

        deadLetters.failure = Optional.empty();
        delivery.step();

        assertThat(events).allMatch(TrackedEvent::isSettled);
        assertThat(queue.nextUndeliverable()).isEmpty();
    }

    @Test
    void aDeadLetterThatCanNeverBeWrittenIsReportedAndNotSettled() throws InterruptedException {
        queue.add(events, 0);
        store.answer =
                event -> event.sequence() == 2 ? Optional.of(new StoreRejectedException("no")) : Optional.empty();
        deadLetters.failure = Optional.of(false);

        delivery.step();

        assertThat(queue.nextUndeliverable()).hasValueSatisfying(undeliverable -> {
            assertThat(undeliverable.event()).isSameAs(events.get(2));
            assertThat(undeliverable.reason()).contains("offset 2 cannot be stored (no)", "the topic is missing");
        });
        assertThat(events.get(2).isSettled()).isFalse();
        assertThat(delivery.isBusy()).isFalse();
    }

    @Test
    void aStoreThatIsNotSetUpEndsTheDelivery() {
        queue.add(events, 0);
        store.answer = event -> Optional.of(new StoreMisconfiguredException("table x is missing"));

        assertThatThrownBy(delivery::step)
                .isInstanceOf(SinkFailedException.class)
                .hasMessageContaining("table x is missing");
    }

    private static TrackedEvent event(long offset) {
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>("chain.blocks", 0, offset, new byte[0], new byte[10]);
        BlockRef head = new BlockRef(1, Hash.parse("0x" + "1".repeat(64)));
        ChainEvent event = new ChainEvent(
                new Envelope(CHAIN, offset, "test", Instant.EPOCH, head),
                new FinalityAdvanced(Optional.of(head), Optional.empty()));
        return TrackedEvent.of(List.of(new TakenRecord(record, offset)), event);
    }

    private static final class Answers implements ChainWriter {
        private final List<Integer> calls = new ArrayList<>();
        private final List<Long> applied = new ArrayList<>();
        private Function<ChainEvent, Optional<StoreException>> answer = event -> Optional.empty();
        private Optional<StoreException> probe = Optional.empty();

        @Override
        public List<Outcome> apply(List<ChainEvent> run) {
            calls.add(run.size());
            return run.stream()
                    .map(event -> answer.apply(event).map(Outcome::failed).orElseGet(() -> {
                        applied.add(event.sequence());
                        return Outcome.STORED;
                    }))
                    .toList();
        }

        @Override
        public List<Outcome> applyState(List<StateEntry> entries) {
            throw new AssertionError("no state was given");
        }

        @Override
        public void probe() {
            probe.ifPresent(cause -> {
                throw cause;
            });
        }

        @Override
        public void close() {}
    }

    private static final class Burials implements DeadLetterWriter {
        private final List<Long> buried = new ArrayList<>();

        /** Whether it passes. */
        private Optional<Boolean> failure = Optional.empty();

        @Override
        public void write(TrackedEvent event, RuntimeException cause) throws FailedException {
            if (failure.isPresent()) {
                throw new FailedException("the topic is missing", cause, failure.get());
            }
            buried.add(event.firstOffset());
        }

        @Override
        public void close() {}
    }
}
