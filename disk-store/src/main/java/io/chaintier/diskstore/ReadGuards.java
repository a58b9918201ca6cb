package io.chaintier.diskstore;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What keeps a slow or dead shard from being paid for with every read.
 *
 * @param budget   of one read with all its requests; what takes longer is given up, and counts as a failure
 * @param failures of one shard in a row until it is not asked any more, 1 or more
 * @param backOff  between two requests that find out whether it is back
 */
public record ReadGuards(Duration budget, int failures, Duration backOff) {
    /** Everything is asked, for as long as its own timeouts allow. */
    static final ReadGuards NONE = new ReadGuards(Duration.ofMinutes(10), Integer.MAX_VALUE, Duration.ZERO);

    public ReadGuards {
        requireNonNull(backOff, "backOff");
        if (failures < 1 || budget.isNegative() || budget.isZero() || backOff.isNegative()) {
            throw new IllegalArgumentException("expected a budget, 1 failure or more, and a time, but got " + budget
                    + ", " + failures + " and " + backOff);
        }
    }
}
