package io.chaintier.producer.publish;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits between the callers and the sender thread, in the order it came. Bounded by what is not yet
 * {@linkplain #release released}, so that what is being sent counts too. Safe for many threads.
 */
final class PublishQueue {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Pending> waiting = new ArrayDeque<>();
    private final PublisherConfig.Queue limits;
    private long heldBytes;
    private int held;
    private boolean closed;

    PublishQueue(PublisherConfig.Queue limits) {
        this.limits = limits;
    }

    /**
     * Takes a publication in if there is room within {@code patience}. What is larger than the whole queue goes
     * through alone.
     *
     * @return false if there was no room, or the queue is closed
     */
    boolean offer(Pending pending, Duration patience) throws InterruptedException {
        long nanos = patience.toNanos();
        lock.lockInterruptibly();
        try {
            while (!closed && !hasRoom(pending)) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = changed.awaitNanos(nanos);
            }
            if (closed) {
                return false;
            }
            held++;
            heldBytes += pending.sizeBytes();
            waiting.add(pending);
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for work and takes what there is, up to {@code maxBytes} but at least one.
     *
     * @return nothing once the queue is closed and empty
     */
    List<Pending> take(long maxBytes) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (waiting.isEmpty() && !closed) {
                changed.await();
            }
            List<Pending> taken = new ArrayList<>();
            long bytes = 0;
            while (!waiting.isEmpty()
                    && (taken.isEmpty() || bytes + waiting.peek().sizeBytes() <= maxBytes)) {
                Pending pending = waiting.remove();
                bytes += pending.sizeBytes();
                taken.add(pending);
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** What was taken is done with: its room is free. */
    void release(List<Pending> taken) {
        lock.lock();
        try {
            held -= taken.size();
            heldBytes -= taken.stream().mapToLong(Pending::sizeBytes).sum();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** All that waits, at once. */
    List<Pending> drain() {
        lock.lock();
        try {
            List<Pending> drained = List.copyOf(waiting);
            waiting.clear();
            return drained;
        } finally {
            lock.unlock();
        }
    }

    /** From now on nothing is taken in. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean hasRoom(Pending pending) {
        return held == 0 || (held < limits.maxPublications() && heldBytes + pending.sizeBytes() <= limits.maxBytes());
    }
}
