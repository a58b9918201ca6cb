package io.chaintier.gateway.rpc;

import java.time.Duration;

/**
 * What those who follow a chain may take.
 *
 * @param subscriptions of one connection, 1 or more
 * @param filters       of this gateway, 1 or more
 * @param filterLife    how long a filter is kept that nobody asks for
 */
public record LiveLimits(int subscriptions, int filters, Duration filterLife) {
    public LiveLimits {
        if (subscriptions < 1 || filters < 1 || filterLife.toMillis() < 1) {
            throw new IllegalArgumentException("expected subscriptions, filters and their life above 0, but got "
                    + subscriptions + ", " + filters + ", " + filterLife);
        }
    }
}
