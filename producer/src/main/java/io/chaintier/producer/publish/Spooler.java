package io.chaintier.producer.publish;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Moves what Kafka does not take from memory into the spool. A thread of its own, which nobody may interrupt. Ends with
 * the writer, and closes the spool then.
 */
final class Spooler {
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final PublishQueue queue;
    private final Spool spool;
    private final Supplier<OptionalLong> confirmed;

    /** @param confirmed the sequence behind what is confirmed; empty as long as Kafka was not reached */
    Spooler(PublishQueue queue, Spool spool, Supplier<OptionalLong> confirmed) {
        this.queue = queue;
        this.spool = spool;
        this.confirmed = confirmed;
    }

    /** @throws PublisherFailedException if the disk lost what was spooled */
    void run() throws InterruptedException {
        try (spool) {
            for (Optional<PublishQueue.Spoolable> next = queue.nextToSpool();
                    next.isPresent();
                    next = queue.nextToSpool()) {
                if (next.get().pending().isRejected() || spool.append(next.get(), confirmed.get())) {
                    queue.spooled(next.get());
                } else {
                    queue.refused(PAUSE);
                }
            }
        }
    }
}
