package io.chaintier.sinkruntime;

import io.chaintier.event.ChainEvent;
import io.chaintier.event.StateEntry;
import io.chaintier.retry.Backoff;
import io.chaintier.store.ChainWriter;
import io.chaintier.store.Outcome;
import io.chaintier.store.StoreException;
import io.chaintier.store.StoreMisconfiguredException;
import io.chaintier.store.StoreRejectedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings queued events into the store, in order, and does not go on before they are settled: stored, or in the
 * dead-letter topic with their cause. While the store fails the same events are tried again: once at once (a restarted
 * server fails the first call on each old connection), then with growing pauses. This is the one place that decides
 * where an event goes while its store is down. Runs on a thread of its own.
 */
final class Delivery implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    private final SinkConfig config;
    private final EventQueue queue;
    private final ChainWriter store;
    private final DeadLetters deadLetters;
    private final SinkCounters counters;
    private final Backoff backoff;
    private volatile SinkStatus.State state = SinkStatus.State.UP;
    private volatile String lastError;

    Delivery(
            SinkConfig config,
            EventQueue queue,
            ChainWriter store,
            DeadLetters deadLetters,
            SinkCounters counters,
            Backoff backoff) {
        this.config = config;
        this.queue = queue;
        this.store = store;
        this.deadLetters = deadLetters;
        this.counters = counters;
        this.backoff = backoff;
    }

    /**
     * Works until the queue is closed or the thread is interrupted.
     *
     * @throws SinkFailedException if the store is not set up for us
     */
    @Override
    public void run() {
        try {
            List<TrackedEvent> batch = queue.take(config.batchEvents(), config.batchBytes());
            while (!batch.isEmpty()) {
                deliver(batch);
                batch = queue.take(config.batchEvents(), config.batchBytes());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    SinkStatus.State state() {
        return state;
    }

    Optional<String> lastError() {
        return Optional.ofNullable(lastError);
    }

    private void deliver(List<TrackedEvent> batch) throws InterruptedException {
        List<TrackedEvent> left = attempt(batch);
        for (int failures = 1; !left.isEmpty(); failures++) {
            if (failures > 1 && queue.awaitClosed(pauseAfterFailure())) {
                return;
            }
            counters.retry();
            left = attempt(left);
        }
        if (state != SinkStatus.State.UP) {
            LOG.info("{} store takes events again", config.name());
            state = SinkStatus.State.UP;
        }
        backoff.reset();
    }

    private Duration pauseAfterFailure() {
        if (state == SinkStatus.State.UP) {
            LOG.warn("{} store fails, trying again until it does not: {}", config.name(), lastError);
            state = SinkStatus.State.SPILLING;
        }
        return backoff.next();
    }

    /** Tries each event once, in order; returns those that are not settled, in order. */
    private List<TrackedEvent> attempt(List<TrackedEvent> events) throws InterruptedException {
        List<TrackedEvent> left = new ArrayList<>();
        left.addAll(apply(select(events, TrackedEvent::chainEvent), TrackedEvent::chainEvent, store::apply));
        left.addAll(apply(select(events, TrackedEvent::stateEntry), TrackedEvent::stateEntry, store::applyState));
        for (TrackedEvent event : select(events, TrackedEvent::defect)) {
            if (!bury(event, event.defect().orElseThrow())) {
                left.add(event);
            }
        }
        return left;
    }

    private <T> List<TrackedEvent> apply(
            List<TrackedEvent> events,
            Function<TrackedEvent, Optional<T>> content,
            Function<List<T>, List<Outcome>> write)
            throws InterruptedException {
        if (events.isEmpty()) {
            return List.of();
        }
        List<Outcome> outcomes = write.apply(
                events.stream().map(event -> content.apply(event).orElseThrow()).toList());
        List<TrackedEvent> left = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            if (!settle(events.get(i), outcomes.get(i))) {
                left.add(events.get(i));
            }
        }
        return left;
    }

    private boolean settle(TrackedEvent event, Outcome outcome) throws InterruptedException {
        if (outcome instanceof Outcome.Failed failed) {
            StoreException cause = failed.cause();
            if (cause instanceof StoreRejectedException) {
                return bury(event, cause);
            }
            if (cause instanceof StoreMisconfiguredException) {
                throw new SinkFailedException(
                        config.name() + " store is not set up for this sink: " + cause.getMessage(), cause);
            }
            lastError = cause.getMessage();
            return false;
        }
        event.chainEvent().ifPresent(this::count);
        event.stateEntry().ifPresent(this::count);
        event.settle();
        return true;
    }

    private boolean bury(TrackedEvent event, RuntimeException cause) throws InterruptedException {
        try {
            deadLetters.write(event, cause);
        } catch (KafkaException e) {
            lastError = e.getMessage();
            return false;
        }
        counters.deadLetter(cause);
        LOG.error(
                "{} partition {} offset {} went to the dead-letter topic: {}",
                event.records().get(0).topic(),
                event.records().get(0).partition(),
                event.firstOffset(),
                cause.getMessage());
        event.settle();
        return true;
    }

    private void count(ChainEvent event) {
        counters.stored(event);
    }

    private void count(StateEntry entry) {
        counters.storedState();
    }

    private static List<TrackedEvent> select(
            List<TrackedEvent> events, Function<TrackedEvent, ? extends Optional<?>> content) {
        return events.stream().filter(event -> content.apply(event).isPresent()).toList();
    }
}
