package io.chaintier.producer.publish;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * What waits between the callers and the publisher's threads, in the order it came. Two threads empty it: the one that
 * writes to Kafka and, where there is a spool, the one that moves what waits there. Safe for many threads.
 *
 * <p>Bounded by what was neither confirmed nor spooled, so that what is being written counts too.
 *
 * <p>The writer takes from here only while nothing is in the spool, which keeps the order. Spooling begins when Kafka
 * fails, when a transaction takes longer than {@code spoolAfter}, or when half the room is taken; it ends when the writer
 * has come to the end of the spool. What the writer is writing at the moment is spooled first of all, since a crash
 * would leave a gap before what came later.
 */
final class PublishQueue {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Condition forWriter = lock.newCondition();
    private final Condition forSpooler = lock.newCondition();
    private final Condition quiet = lock.newCondition();

    private final PublisherConfig.Queue limits;
    private final Optional<Duration> spoolAfter;
    private final LongSupplier nanoTime;

    private final ArrayDeque<Pending> waiting = new ArrayDeque<>();
    private Optional<Flight> flight = Optional.empty();
    private long heldBytes;
    private int held;
    private OptionalLong busySinceNanos = OptionalLong.empty();
    private boolean idle;
    private boolean failing;
    private boolean spooling;
    private boolean spoolerBusy;
    private boolean closed;
    private boolean ended;
    private long nextNumber;

    /** What there is to do for the writer. */
    enum Work {
        /** The spool has something to be written. */
        SPOOLED,
        /** The queue has. */
        QUEUED,
        /** Nothing, and nothing will come. */
        NONE
    }

    /** What the writer took and has not landed yet. */
    static final class Flight {
        private final List<Pending> publications;
        private OptionalLong firstNumber = OptionalLong.empty();
        private Optional<Attempt> attempt = Optional.empty();
        private int spooled;
        private boolean landed;

        private Flight(List<Pending> publications) {
            this.publications = publications;
        }

        List<Pending> publications() {
            return publications;
        }

        private boolean isSpooled() {
            return spooled == publications.size();
        }
    }

    /** What the spool has to take next. */
    record Spoolable(Pending pending, long number, Optional<Attempt> attempt, Optional<Flight> flight) {}

    /** How much waits, and whether on the way to Kafka all is well. */
    record Load(int publications, long bytes, boolean failing, boolean spooling) {}

    /**
     * @param spoolAfter how long Kafka may take for a transaction before what waits is spooled; empty without a spool
     * @param nextNumber in the spool
     */
    PublishQueue(PublisherConfig.Queue limits, Optional<Duration> spoolAfter, long nextNumber, LongSupplier nanoTime) {
        this.limits = limits;
        this.spoolAfter = spoolAfter;
        this.nextNumber = nextNumber;
        this.nanoTime = nanoTime;
    }

    // ---- Callers.

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
                nanos = room.awaitNanos(nanos);
            }
            if (closed) {
                return false;
            }
            held++;
            heldBytes += pending.sizeBytes();
            waiting.add(pending);
            forWriter.signal();
            if (spooling || isHalfFull()) {
                forSpooler.signal();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** From now on nothing is taken in. */
    void close() {
        lock.lock();
        try {
            closed = true;
            signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until the writer has ended. Does not wait for it where Kafka does not answer and all is in the spool.
     *
     * @return whether it has ended
     */
    boolean awaitEnd(Duration patience) throws InterruptedException {
        return await(patience, () -> ended || (failing || isStalled()) && isParked()) && ended;
    }

    /** Has everything spooled, and waits for that. */
    boolean park(Duration patience) throws InterruptedException {
        startSpooling();
        return await(patience, () -> ended || isParked());
    }

    /** Waits until the writer has nothing to do: everything handed off is confirmed, what was spooled included. */
    boolean awaitIdle(Duration patience) throws InterruptedException {
        return await(patience, () -> ended || idle && waiting.isEmpty()) && !ended;
    }

    Load load() {
        lock.lock();
        try {
            return new Load(held, heldBytes, failing || isStalled(), spooling);
        } finally {
            lock.unlock();
        }
    }

    // ---- The thread that writes to Kafka.

    /** Waits for work. That it is asked for means that Kafka works. */
    Work awaitWork(BooleanSupplier spoolHasUnread) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            failing = false;
            busySinceNanos = OptionalLong.empty();
            while (true) {
                if (spoolHasUnread.getAsBoolean()) {
                    return busyWith(Work.SPOOLED);
                }
                if (!spoolerBusy) {
                    spooling = false;
                    if (!waiting.isEmpty()) {
                        return busyWith(Work.QUEUED);
                    }
                    if (closed) {
                        return Work.NONE;
                    }
                }
                idle = true;
                quiet.signalAll();
                forWriter.await();
            }
        } finally {
            idle = false;
            lock.unlock();
        }
    }

    /** Takes what waits, up to {@code maxBytes} but at least one. */
    Flight take(long maxBytes) {
        lock.lock();
        try {
            List<Pending> taken = new ArrayList<>();
            long bytes = 0;
            while (!waiting.isEmpty()
                    && (taken.isEmpty() || bytes + waiting.peek().sizeBytes() <= maxBytes)) {
                Pending pending = waiting.remove();
                bytes += pending.sizeBytes();
                taken.add(pending);
            }
            Flight taking = new Flight(taken);
            flight = Optional.of(taking);
            return taking;
        } finally {
            lock.unlock();
        }
    }

    /**
     * To be called before a transaction of a flight is committed.
     *
     * @return the number behind the flight's, which the transaction must carry; empty where nothing of the flight is in
     *         the spool: what is spooled of it from now on carries the attempt
     */
    OptionalLong committing(Flight committed, Attempt attempt) {
        lock.lock();
        try {
            if (committed.firstNumber.isPresent()) {
                return OptionalLong.of(behind(committed));
            }
            committed.attempt = Optional.of(attempt);
            return OptionalLong.empty();
        } finally {
            lock.unlock();
        }
    }

    /**
     * All of a flight is confirmed.
     *
     * @return the number behind the flight's; empty where nothing of it is in the spool
     */
    OptionalLong land(Flight landing) {
        lock.lock();
        try {
            landing.landed = true;
            flight = Optional.empty();
            release(landing.publications.subList(landing.spooled, landing.publications.size()));
            return landing.firstNumber.isPresent() ? OptionalLong.of(behind(landing)) : OptionalLong.empty();
        } finally {
            lock.unlock();
        }
    }

    /** The writer has come to the end of the spool: what is handed off from now on may be written directly. */
    void stopSpooling() {
        lock.lock();
        try {
            spooling = false;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Kafka cannot be reached now.
     *
     * @return whether what waits is spooled
     */
    boolean failing() {
        lock.lock();
        try {
            failing = true;
            startSpooling();
            quiet.signalAll();
            return spooling;
        } finally {
            lock.unlock();
        }
    }

    /** The writer has ended: nothing more is written or spooled. */
    void end() {
        lock.lock();
        try {
            closed = true;
            ended = true;
            signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** All that is neither confirmed nor spooled, once both threads have ended. */
    List<Pending> drain() {
        lock.lock();
        try {
            List<Pending> drained =
                    new ArrayList<>(flight.map(Flight::publications).orElse(List.of()));
            drained.addAll(waiting);
            waiting.clear();
            flight = Optional.empty();
            return drained;
        } finally {
            lock.unlock();
        }
    }

    // ---- The thread that spools.

    /**
     * Waits for what has to be spooled next; answered with {@link #spooled} or {@link #refused}.
     *
     * @return empty once the writer has ended
     */
    Optional<Spoolable> nextToSpool() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!ended) {
                if (isHalfFull() || isStalled()) {
                    spooling = true;
                }
                Optional<Spoolable> next = spooling ? firstToSpool() : Optional.empty();
                if (next.isPresent()) {
                    spoolerBusy = true;
                    return next;
                }
                // The writer may stall while nobody publishes.
                forSpooler.awaitNanos(spoolAfter.orElseThrow().toNanos() / 4 + 1);
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** It is in the spool. */
    void spooled(Spoolable moved) {
        lock.lock();
        try {
            spoolerBusy = false;
            if (moved.flight().isEmpty()) {
                nextNumber++;
                waiting.remove();
                release(List.of(moved.pending()));
            } else if (!moved.flight().get().landed) {
                moved.flight().get().spooled++;
                release(List.of(moved.pending()));
            }
            forWriter.signal();
            quiet.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The spool did not take it; waits a while for that to change. */
    void refused(Duration pause) throws InterruptedException {
        lock.lock();
        try {
            spoolerBusy = false;
            forWriter.signal();
            if (!ended) {
                forSpooler.awaitNanos(pause.toNanos());
            }
        } finally {
            lock.unlock();
        }
    }

    // ---- All of what follows with the lock.

    private Optional<Spoolable> firstToSpool() {
        if (flight.filter(flying -> !flying.isSpooled()).isPresent()) {
            Flight flying = flight.get();
            if (flying.firstNumber.isEmpty()) {
                flying.firstNumber = OptionalLong.of(nextNumber);
                nextNumber += flying.publications.size();
            }
            long number = flying.firstNumber.getAsLong() + flying.spooled;
            return Optional.of(new Spoolable(flying.publications.get(flying.spooled), number, flying.attempt, flight));
        }
        return Optional.ofNullable(waiting.peek())
                .map(pending -> new Spoolable(pending, nextNumber, Optional.empty(), Optional.empty()));
    }

    private void startSpooling() {
        lock.lock();
        try {
            spooling = spoolAfter.isPresent();
            forSpooler.signal();
        } finally {
            lock.unlock();
        }
    }

    private boolean await(Duration patience, BooleanSupplier condition) throws InterruptedException {
        long nanos = patience.toNanos();
        lock.lockInterruptibly();
        try {
            while (!condition.getAsBoolean()) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = quiet.awaitNanos(nanos);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private Work busyWith(Work work) {
        busySinceNanos = OptionalLong.of(nanoTime.getAsLong());
        return work;
    }

    private static long behind(Flight flying) {
        return flying.firstNumber.getAsLong() + flying.publications.size();
    }

    private boolean isStalled() {
        return spoolAfter.isPresent()
                && busySinceNanos.isPresent()
                && nanoTime.getAsLong() - busySinceNanos.getAsLong()
                        > spoolAfter.get().toNanos();
    }

    private boolean isHalfFull() {
        return held > limits.maxPublications() / 2 || heldBytes > limits.maxBytes() / 2;
    }

    private boolean isParked() {
        return spooling
                && !spoolerBusy
                && waiting.isEmpty()
                && flight.filter(flying -> !flying.isSpooled()).isEmpty();
    }

    private boolean hasRoom(Pending pending) {
        return held == 0 || (held < limits.maxPublications() && heldBytes + pending.sizeBytes() <= limits.maxBytes());
    }

    private void release(List<Pending> done) {
        held -= done.size();
        heldBytes -= done.stream().mapToLong(Pending::sizeBytes).sum();
        room.signalAll();
    }

    private void signalAll() {
        room.signalAll();
        forWriter.signalAll();
        forSpooler.signalAll();
        quiet.signalAll();
    }
}
