package io.chaintier.localchain;

import java.time.Duration;

/** When a node makes blocks. */
public sealed interface Mining {
    /** Only when asked to, by {@code evm_mine}. */
    static Mining onDemand() {
        return new OnDemand();
    }

    /** One block for each transaction, at once. */
    static Mining perTransaction() {
        return new PerTransaction();
    }

    /**
     * One block each interval, also without transactions.
     *
     * @param interval 1 s or more, whole seconds
     */
    static Mining every(Duration interval) {
        return new Every(interval);
    }

    /** Only when asked to. */
    record OnDemand() implements Mining {}

    /** A block for each transaction. */
    record PerTransaction() implements Mining {}

    /** @param interval 1 s or more, whole seconds */
    record Every(Duration interval) implements Mining {
        public Every {
            if (interval.compareTo(Duration.ofSeconds(1)) < 0 || interval.getNano() != 0) {
                throw new IllegalArgumentException("block interval must be 1 s or more in whole seconds: " + interval);
            }
        }
    }
}
