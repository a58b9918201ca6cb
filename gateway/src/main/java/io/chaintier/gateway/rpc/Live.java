package io.chaintier.gateway.rpc;

import static java.util.Objects.requireNonNull;

/**
 * Who is told what moves.
 *
 * @param notifier tells subscriptions
 * @param filters  are asked
 */
public record Live(Notifier notifier, Filters filters) {
    public Live {
        requireNonNull(notifier, "notifier");
        requireNonNull(filters, "filters");
    }
}
