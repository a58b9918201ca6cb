package io.chaintier.producer.publish;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * How a publisher is doing.
 *
 * @param state               where publications go now
 * @param waitingPublications in memory, neither confirmed nor spooled
 * @param waitingBytes        that those hold
 * @param spooledPublications on disk, those included that Kafka has and whose room was not given back yet
 * @param spooledBytes        that those take
 * @param spooledSince        when about the oldest of them was spooled; empty where there is none
 * @param obstacle            what keeps publications from Kafka, or from the disk; empty where nothing does
 */
public record PublisherStatus(
        State state,
        int waitingPublications,
        long waitingBytes,
        long spooledPublications,
        long spooledBytes,
        Optional<Instant> spooledSince,
        Optional<String> obstacle) {

    /** Where publications go. */
    public enum State {
        /** To Kafka. */
        CONNECTED,
        /** Nowhere: they wait in memory for Kafka. */
        DISCONNECTED,
        /** To the spool, for Kafka does not take them. */
        SPOOLING,
        /** To the spool, and from there to Kafka. */
        DRAINING,
        /** Nowhere: the publisher was closed, or cannot go on. */
        ENDED
    }

    public PublisherStatus {
        requireNonNull(state, "state");
        requireNonNull(spooledSince, "spooledSince");
        requireNonNull(obstacle, "obstacle");
    }
}
