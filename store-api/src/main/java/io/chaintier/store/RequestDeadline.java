package io.chaintier.store;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Until when somebody waits for what a thread works on. It is bound to the thread for as long as it works on that
 * request, and read by the stores that the thread calls, however deep: whoever waits for something waits for its own
 * time-out or for what is left, whichever is less. Work that is handed to another thread does not take it along unless
 * that thread binds it too. Immutable, safe to share between threads.
 */
public final class RequestDeadline {
    /** Nobody's: a thread that works on no request has all time. */
    public static final RequestDeadline NONE = new RequestDeadline(Long.MAX_VALUE, () -> 0);

    private static final ThreadLocal<RequestDeadline> BOUND = ThreadLocal.withInitial(() -> NONE);

    private final long atNanos;
    private final LongSupplier nanoClock;

    private RequestDeadline(long atNanos, LongSupplier nanoClock) {
        this.atNanos = atNanos;
        this.nanoClock = nanoClock;
    }

    /** @param nanoClock as {@link System#nanoTime} */
    public static RequestDeadline in(Duration time, LongSupplier nanoClock) {
        return new RequestDeadline(nanoClock.getAsLong() + time.toNanos(), nanoClock);
    }

    /** What is bound to this thread, or {@link #NONE}. */
    public static RequestDeadline current() {
        return BOUND.get();
    }

    /** Does the work with this deadline bound to the thread, and what was bound before afterwards. */
    public <T> T bind(Supplier<T> work) {
        RequestDeadline before = BOUND.get();
        BOUND.set(this);
        try {
            return work.get();
        } finally {
            if (before == NONE) {
                BOUND.remove();
            } else {
                BOUND.set(before);
            }
        }
    }

    /** Whether nobody waits any more. */
    public boolean isOver() {
        return nanosLeft() <= 0;
    }

    /** Negative once it is over. */
    private long nanosLeft() {
        return atNanos - nanoClock.getAsLong();
    }

    /**
     * How long to wait for something.
     *
     * @param own time-out of that thing
     * @return the lesser of it and of what is left, above 0
     * @throws StoreUnavailableException if nothing is left
     */
    public Duration atMost(Duration own) {
        long left = nanosLeft();
        if (left <= 0) {
            throw new StoreUnavailableException("the deadline of the request has passed");
        }
        return left < own.toNanos() ? Duration.ofNanos(left) : own;
    }

    /** @throws StoreUnavailableException if nothing is left */
    public void check() {
        atMost(Duration.ZERO);
    }
}
