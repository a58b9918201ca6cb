package io.chaintier.sinkruntime;

import io.chaintier.event.ChainEvent;
import io.chaintier.event.StateEntry;
import io.chaintier.retry.Backoff;
import io.chaintier.store.ChainWriter;
import io.chaintier.store.Outcome;
import io.chaintier.store.StoreException;
import io.chaintier.store.StoreMisconfiguredException;
import io.chaintier.store.StoreOverloadedException;
import io.chaintier.store.StoreRejectedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings queued events into the store, in order, and settles each by the store's own answer: stored, or in the
 * dead-letter topic with its cause.
 *
 * <ul>
 *   <li>A store that is <em>unavailable</em> gets the same events once more at once (a restarted server fails the first
 *       call on each old connection). Fails that too, everything is handed back to the poll thread, and the store is
 *       only probed, with growing pauses, until it answers.
 *   <li>A store that is <em>overloaded</em> is there: the same events are given again, fewer at a time and with growing
 *       pauses. Each call that works lets the next one be a little larger.
 *   <li>An event that is <em>rejected</em> goes to the dead letters and holds nobody up. While these cannot be reached it
 *       is kept; if they will never take it, its partition is stopped.
 *   <li>A store that is <em>not set up</em> ends the sink.
 * </ul>
 *
 * <p>One step at a time, on a thread of its own.
 */
final class Delivery implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
    private static final Duration LOOK_AROUND = Duration.ofMillis(100);
    private static final int MAX_UNBURIED = 100;
    private static final int STEPS_TO_FULL_BATCH = 10;

    private final SinkConfig config;
    private final EventQueue queue;
    private final ChainWriter store;
    private final DeadLetterWriter deadLetters;
    private final SinkCounters counters;
    private final Backoff outage;
    private final Backoff overload;
    private final Backoff burial;
    private final List<Unburied> unburied = new ArrayList<>();
    private List<TrackedEvent> pending = List.of();
    private int batchEvents;
    private boolean failedOnce;
    private boolean down;
    private volatile Duration pause = Duration.ZERO;

    private record Unburied(TrackedEvent event, RuntimeException cause) {}

    /** What became of a call: the events that are not settled, in order, and whether the store was there. */
    private record Attempt(List<TrackedEvent> left, boolean unavailable) {}

    Delivery(
            SinkConfig config,
            EventQueue queue,
            ChainWriter store,
            DeadLetterWriter deadLetters,
            SinkCounters counters,
            RandomGenerator random) {
        this.config = config;
        this.queue = queue;
        this.store = store;
        this.deadLetters = deadLetters;
        this.counters = counters;
        this.outage = new Backoff(config.backoffMin(), config.backoffMax(), random);
        this.overload = new Backoff(config.backoffMin(), config.backoffMax(), random);
        this.burial = new Backoff(config.backoffMin(), config.backoffMax(), random);
        this.batchEvents = config.batchEvents();
    }

    /**
     * Works until the queue is closed or the thread is interrupted.
     *
     * @throws SinkFailedException if the store is not set up for us
     */
    @Override
    public void run() {
        try {
            boolean closed = false;
            while (!closed) {
                closed = queue.awaitClosed(step());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The pause that is made now; zero if none is. */
    Duration backoff() {
        return pause;
    }

    /** Whether there is anything to do that is not in the queue. */
    boolean isBusy() {
        return down || !pending.isEmpty() || !unburied.isEmpty();
    }

    /**
     * One call to the store.
     *
     * @return how long to wait before the next
     */
    Duration step() throws InterruptedException {
        pause = down ? probe() : deliver();
        return pause;
    }

    private Duration probe() {
        try {
            store.probe();
        } catch (StoreMisconfiguredException e) {
            throw notSetUp(e);
        } catch (StoreOverloadedException e) {
            LOG.debug("{} store is back and overloaded", config.name());
        } catch (StoreException e) {
            counters.failed(e.getMessage());
            return outage.next();
        }
        down = false;
        queue.deliverAgain();
        return Duration.ZERO;
    }

    private Duration deliver() throws InterruptedException {
        Duration buryAgain = buryThoseLeft();
        if (unburied.size() >= MAX_UNBURIED) {
            return buryAgain;
        }
        if (pending.isEmpty()) {
            pending = queue.take(batchEvents, config.batchBytes(), unburied.isEmpty() ? LOOK_AROUND : buryAgain);
        }
        if (pending.isEmpty()) {
            return Duration.ZERO;
        }
        int given = Math.min(batchEvents, pending.size());
        Attempt attempt = attempt(pending.subList(0, given));
        List<TrackedEvent> left = new ArrayList<>(attempt.left());
        left.addAll(pending.subList(given, pending.size()));
        pending = left;
        if (attempt.unavailable()) {
            return afterFailure();
        }
        failedOnce = false;
        if (!attempt.left().isEmpty()) {
            return slowDown();
        }
        outage.reset();
        overload.reset();
        batchEvents =
                Math.min(config.batchEvents(), batchEvents + Math.max(1, config.batchEvents() / STEPS_TO_FULL_BATCH));
        return Duration.ZERO;
    }

    private Duration afterFailure() {
        if (!failedOnce) {
            failedOnce = true;
            counters.retry();
            return Duration.ZERO;
        }
        failedOnce = false;
        down = true;
        pending = List.of();
        unburied.clear();
        queue.handBack();
        return outage.next();
    }

    private Duration slowDown() {
        if (batchEvents == config.batchEvents()) {
            LOG.warn(
                    "{} store is overloaded, slowing down: {}",
                    config.name(),
                    counters.lastError().orElse(""));
        }
        counters.overload();
        batchEvents = Math.max(1, batchEvents / 2);
        return overload.next();
    }

    /** Tries each event once, in order. */
    private Attempt attempt(List<TrackedEvent> events) throws InterruptedException {
        List<TrackedEvent> left = new ArrayList<>();
        boolean unavailable = apply(events, TrackedEvent::chainEvent, store::apply, left);
        unavailable |= apply(events, TrackedEvent::stateEntry, store::applyState, left);
        for (TrackedEvent event : select(events, TrackedEvent::defect)) {
            bury(event, event.defect().orElseThrow());
        }
        return new Attempt(left, unavailable);
    }

    /** Adds what is not settled to {@code left}; returns whether the store failed otherwise than by overload. */
    private <T> boolean apply(
            List<TrackedEvent> events,
            Function<TrackedEvent, Optional<T>> content,
            Function<List<T>, List<Outcome>> write,
            List<TrackedEvent> left)
            throws InterruptedException {
        List<TrackedEvent> selected = select(events, content);
        if (selected.isEmpty()) {
            return false;
        }
        List<Outcome> outcomes = write.apply(selected.stream()
                .map(event -> content.apply(event).orElseThrow())
                .toList());
        boolean unavailable = false;
        for (int i = 0; i < selected.size(); i++) {
            TrackedEvent event = selected.get(i);
            if (!(outcomes.get(i) instanceof Outcome.Failed failed)) {
                event.chainEvent().ifPresent(this::count);
                event.stateEntry().ifPresent(this::count);
                event.settle();
            } else if (failed.cause() instanceof StoreRejectedException rejected) {
                bury(event, rejected);
            } else if (failed.cause() instanceof StoreMisconfiguredException misconfigured) {
                throw notSetUp(misconfigured);
            } else {
                counters.failed(failed.cause().getMessage());
                unavailable |= !(failed.cause() instanceof StoreOverloadedException);
                left.add(event);
            }
        }
        return unavailable;
    }

    private SinkFailedException notSetUp(StoreMisconfiguredException cause) {
        return new SinkFailedException(
                config.name() + " store is not set up for this sink: " + cause.getMessage(), cause);
    }

    /** Tries again what the dead-letter topic did not take; returns how long to wait before the next time. */
    private Duration buryThoseLeft() throws InterruptedException {
        for (Iterator<Unburied> each = unburied.iterator(); each.hasNext(); ) {
            Unburied next = each.next();
            if (!isBuried(next)) {
                return burial.next();
            }
            each.remove();
        }
        burial.reset();
        return Duration.ZERO;
    }

    private void bury(TrackedEvent event, RuntimeException cause) throws InterruptedException {
        Unburied dead = new Unburied(event, cause);
        if (!unburied.isEmpty() || !isBuried(dead)) {
            unburied.add(dead);
        }
    }

    /** @return false if it is to be tried again */
    private boolean isBuried(Unburied dead) throws InterruptedException {
        TrackedEvent event = dead.event();
        try {
            deadLetters.write(event, dead.cause());
        } catch (DeadLetterWriter.FailedException e) {
            counters.failed(e.getMessage());
            if (e.isPassing()) {
                LOG.warn("{} sink keeps a dead letter and tries again: {}", config.name(), e.getMessage());
                return false;
            }
            queue.giveUp(new EventQueue.Undeliverable(
                    event,
                    "offset " + event.firstOffset() + " cannot be stored ("
                            + dead.cause().getMessage() + "), and " + e.getMessage()));
            return true;
        }
        counters.deadLetter(dead.cause());
        LOG.error(
                "{} offset {} went to the dead-letter topic: {}",
                event.partition(),
                event.firstOffset(),
                dead.cause().getMessage());
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
