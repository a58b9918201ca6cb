package io.chaintier.sinkruntime;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Where the two threads of a sink meet. The poll thread fills it with events, the delivery thread empties it in batches.
 * It never blocks the poll thread: that one asks {@link #isFull} and pauses its partitions.
 *
 * <p>When the store is down the delivery thread {@linkplain #handBack hands back} everything: what is queued is dropped
 * (the poll thread still has it as unsettled), and nothing is taken from the poll thread before that has noticed, so that
 * no event overtakes one that was handed back.
 */
final class EventQueue {
    /** An event that can be neither stored nor dead-lettered, so that its partition must stop. */
    record Undeliverable(TrackedEvent event, String reason) {}

    private final Deque<TrackedEvent> events = new ArrayDeque<>();
    private final Deque<Undeliverable> undeliverable = new ArrayDeque<>();
    private final long maxBytes;
    private long bytes;
    private long handBacks;
    private boolean delivering = true;
    private boolean closed;

    EventQueue(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * Queues events, unless something was handed back that the caller does not know of yet: then they stay with it.
     *
     * @param knownHandBacks what {@link #handBacks} told the caller last
     */
    synchronized void add(Collection<TrackedEvent> more, long knownHandBacks) {
        if (knownHandBacks != handBacks || closed || more.isEmpty()) {
            return;
        }
        events.addAll(more);
        more.forEach(event -> bytes += event.bytes());
        notifyAll();
    }

    synchronized boolean isFull() {
        return bytes >= maxBytes;
    }

    synchronized int size() {
        return events.size();
    }

    /**
     * Waits for events and takes the oldest.
     *
     * @return one event or more, within the limits unless the first alone is larger; none if there were none in time, or
     *         the queue is closed
     */
    synchronized List<TrackedEvent> take(int maxEvents, long batchBytes, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        for (long left = atMost.toNanos();
                events.isEmpty() && !closed && left > 0;
                left = deadline - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        List<TrackedEvent> batch = new ArrayList<>();
        long taken = 0;
        while (!closed && !events.isEmpty() && batch.size() < maxEvents) {
            long next = events.peekFirst().bytes();
            if (!batch.isEmpty() && taken + next > batchBytes) {
                break;
            }
            taken += next;
            batch.add(events.removeFirst());
        }
        bytes -= taken;
        return batch;
    }

    /** The store is down: the poll thread has to look after all unsettled events itself. */
    synchronized void handBack() {
        events.clear();
        bytes = 0;
        handBacks++;
        delivering = false;
    }

    /** The store is back: events are delivered again. */
    synchronized void deliverAgain() {
        delivering = true;
    }

    /** Whether the store was there when it was last asked. */
    synchronized boolean isDelivering() {
        return delivering;
    }

    /** How often everything was handed back. */
    synchronized long handBacks() {
        return handBacks;
    }

    /** Tells the poll thread to stop the partition of an event. */
    synchronized void giveUp(Undeliverable event) {
        undeliverable.add(event);
    }

    synchronized Optional<Undeliverable> nextUndeliverable() {
        return Optional.ofNullable(undeliverable.poll());
    }

    /** Waits for a pause to pass; returns early, and true, when the queue is closed. */
    synchronized boolean awaitClosed(Duration pause) throws InterruptedException {
        long deadline = System.nanoTime() + pause.toNanos();
        for (long left = pause.toNanos(); !closed && left > 0; left = deadline - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return closed;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Drops what is queued: it stays in Kafka, unsettled. */
    synchronized void close() {
        closed = true;
        events.clear();
        bytes = 0;
        notifyAll();
    }
}
