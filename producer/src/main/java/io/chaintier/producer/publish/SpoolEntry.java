package io.chaintier.producer.publish;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * A publication as it waits in the spool, with what a later publisher needs to know of it.
 *
 * @param series      whose numbers it is counted with: differs for every spool that was begun
 * @param confirmed   how far the log had come for certain when it was spooled, as the sequence of the next event; empty
 *                    where the publisher had not reached Kafka yet
 * @param mustJoin    as in {@link Pending}
 * @param attempt     the transaction in which it may be in the log already; empty where there was none, or one that
 *                    carried {@link SpoolProgress}
 * @param publication itself
 */
record SpoolEntry(
        UUID series, OptionalLong confirmed, boolean mustJoin, Optional<Attempt> attempt, Publication publication) {
    SpoolEntry {
        requireNonNull(series, "series");
        requireNonNull(confirmed, "confirmed");
        requireNonNull(attempt, "attempt");
        requireNonNull(publication, "publication");
    }
}
