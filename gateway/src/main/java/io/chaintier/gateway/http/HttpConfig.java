package io.chaintier.gateway.http;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;

/**
 * How the gateway is reached, and what it takes on.
 *
 * @param host             address to listen on
 * @param port             0 for any free one
 * @param workers          requests answered at a time
 * @param waitingRequests  how many more may wait for a worker; above that a request is refused as busy
 * @param requestTimeout   from the arrival of a request to its answer
 * @param maxBodyBytes     of a request
 * @param corsOrigins      web pages of these origins may call; empty for none, {@code *} for all
 * @param allowedHosts     names that requests may use for this host, without port; empty for any
 * @param compression      whether answers are compressed for clients that ask for it
 */
public record HttpConfig(
        String host,
        int port,
        int workers,
        int waitingRequests,
        Duration requestTimeout,
        int maxBodyBytes,
        List<String> corsOrigins,
        List<String> allowedHosts,
        boolean compression) {
    public HttpConfig {
        requireNonNull(host, "host");
        requireNonNull(requestTimeout, "requestTimeout");
        corsOrigins = List.copyOf(corsOrigins);
        allowedHosts = List.copyOf(allowedHosts);
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("expected a port from 0 to 65535, but got " + port);
        }
        if (workers < 1 || waitingRequests < 1 || maxBodyBytes < 1 || requestTimeout.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "expected workers, waiting requests, body size and timeout above 0, but got " + workers + ", "
                            + waitingRequests + ", " + maxBodyBytes + ", " + requestTimeout);
        }
    }
}
