package io.chaintier.gateway.http;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What WebSocket connections may take.
 *
 * @param connections   open at a time
 * @param requests      of one connection under way at a time; its next messages are not read meanwhile
 * @param pingEvery     how often a client is asked whether it is there; one that says nothing for twice as long is cut off
 * @param unreadBytes   of one connection, written and not yet taken by the network: above that it is told nothing more
 */
public record WebSocketConfig(int connections, int requests, Duration pingEvery, int unreadBytes) {
    public WebSocketConfig {
        requireNonNull(pingEvery, "pingEvery");
        if (connections < 0 || requests < 1 || pingEvery.toMillis() < 1 || unreadBytes < 1) {
            throw new IllegalArgumentException(
                    "expected connections from 0, and requests, ping and bytes above 0, but got " + connections + ", "
                            + requests + ", " + pingEvery + ", " + unreadBytes);
        }
    }
}
