package io.chaintier.producer.publish;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chaintier.event.Bytes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.UUID;

/**
 * What the active publisher of a chain says of itself in {@code chain.state}, committed when it opens. Kafka fences a
 * transactional id also when it gave up a transaction of its one owner that took too long; the newest claim tells the
 * two cases apart, and it tells people who took over.
 *
 * @param instance differs for every publisher ever opened
 * @param name     the configured name
 * @param host     where it runs
 * @param pid      of its process
 * @param since    when it opened, ISO-8601
 */
record Claim(UUID instance, String name, String host, long pid, String since) {
    static final String KEY = "active";

    private static final ObjectMapper JSON = new ObjectMapper();

    static Claim of(String name, Instant now) {
        return new Claim(
                UUID.randomUUID(), name, localHost(), ProcessHandle.current().pid(), now.toString());
    }

    Bytes encode() {
        try {
            return Bytes.of(JSON.writeValueAsBytes(this));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a claim is plain text", e);
        }
    }

    /** @throws IllegalArgumentException if the bytes are no claim */
    static Claim decode(Bytes bytes) {
        try {
            return JSON.readValue(bytes.array(), Claim.class);
        } catch (IOException e) {
            throw new IllegalArgumentException("not a publisher's claim: " + bytes, e);
        }
    }

    /** For people. */
    @Override
    public String toString() {
        return "\"" + name + "\" (host " + host + ", process " + pid + ", since " + since + ")";
    }

    static String localHost() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
