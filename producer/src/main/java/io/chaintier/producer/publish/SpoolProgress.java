package io.chaintier.producer.publish;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chaintier.event.Bytes;
import java.io.IOException;
import java.util.UUID;

/**
 * How far a spool is in the topic. Written to {@code chain.state} in the transaction of the publications it speaks of:
 * that, and not what was released from the disk, decides what is still to be written.
 *
 * @param series   of the numbers
 * @param next     number of the first publication of the series that is not in the topic; all below are
 * @param instance of the publisher that says so
 */
record SpoolProgress(UUID series, long next, UUID instance) {
    static final String KEY = "spool";

    private static final ObjectMapper JSON = new ObjectMapper();

    SpoolProgress {
        requireNonNull(series, "series");
        requireNonNull(instance, "instance");
    }

    Bytes encode() {
        try {
            return Bytes.of(JSON.writeValueAsBytes(this));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("progress is plain text", e);
        }
    }

    /** @throws IllegalArgumentException if the bytes are no progress */
    static SpoolProgress decode(Bytes bytes) {
        try {
            return JSON.readValue(bytes.array(), SpoolProgress.class);
        } catch (IOException e) {
            throw new IllegalArgumentException("not the progress of a spool: " + bytes, e);
        }
    }
}
