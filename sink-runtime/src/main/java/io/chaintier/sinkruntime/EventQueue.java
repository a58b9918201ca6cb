package io.chaintier.sinkruntime;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Events read and not yet stored: filled by the poll thread, emptied in batches by the delivery thread. It never blocks
 * the poll thread: that one asks {@link #isFull} and pauses its partitions.
 */
final class EventQueue {
    private final Deque<TrackedEvent> events = new ArrayDeque<>();
    private final long maxBytes;
    private long bytes;
    private boolean closed;

    EventQueue(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    synchronized void add(Collection<TrackedEvent> more) {
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
     * @return one event or more, within the limits unless the first alone is larger; none once the queue is closed
     */
    synchronized List<TrackedEvent> take(int maxEvents, long batchBytes) throws InterruptedException {
        while (events.isEmpty() && !closed) {
            wait();
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

    /** Waits for a pause to pass; returns early, and true, when the queue is closed. */
    synchronized boolean awaitClosed(Duration pause) throws InterruptedException {
        long deadline = System.nanoTime() + pause.toNanos();
        for (long left = pause.toNanos(); !closed && left > 0; left = deadline - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
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
