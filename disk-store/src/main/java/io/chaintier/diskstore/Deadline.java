package io.chaintier.diskstore;

import io.chaintier.store.RequestDeadline;
import io.chaintier.store.StoreException;
import io.chaintier.store.StoreUnavailableException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Until when an answer is of any use to who asked, the thread's {@link RequestDeadline} at the latest. By {@link System#nanoTime}. Immutable. */
final class Deadline {
    /** As far away as makes no difference: every request has a bound of its own. */
    private static final Duration FAR = Duration.ofMinutes(10);

    /** In less than this nobody can show that he answers. */
    private static final Duration FAIR = Duration.ofMillis(250);

    private final Duration budget;
    private final boolean isFair;
    private final long nanos;

    private Deadline(Duration budget, boolean isFair) {
        this.budget = budget;
        this.isFair = isFair;
        nanos = System.nanoTime() + budget.toNanos();
    }

    static Deadline in(Duration budget) {
        return new Deadline(budget, true);
    }

    /**
     * For a read that begins now, on behalf of the request that the thread works on.
     *
     * @throws StoreUnavailableException if that request has no time left
     */
    static Deadline ofRead(Duration budget) {
        Duration time = RequestDeadline.current().atMost(budget);
        return new Deadline(time, time.equals(budget) || time.compareTo(FAIR) >= 0);
    }

    static Deadline none() {
        return in(FAR);
    }

    /** Whether it leaves enough time that who does not answer by then can be said to have failed. */
    boolean isFair() {
        return isFair;
    }

    /** At most so long; a moment once it is over, for a timeout of none would be for ever. */
    Duration remaining(Duration atMost) {
        Duration rest = Duration.ofNanos(Math.max(1, nanos - System.nanoTime()));
        return rest.compareTo(atMost) < 0 ? rest : atMost;
    }

    /**
     * Waits for an answer.
     *
     * @param attempt what it is the answer to, for messages: {@code read block 7}
     * @throws StoreException if there is none, or none by then
     */
    <T> T await(String attempt, CompletableFuture<T> answer) {
        try {
            return answer.get(remaining(budget).toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new StoreUnavailableException("cannot " + attempt + " within " + budget.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw DriverFailures.translate(attempt, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("cannot " + attempt + ": interrupted", e);
        }
    }
}
