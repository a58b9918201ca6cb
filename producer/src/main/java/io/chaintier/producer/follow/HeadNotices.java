package io.chaintier.producer.follow;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for the node to have something new: until it announces a head by WebSocket, where it does, and no longer than
 * the caller says. The connection is made again when it is lost. One thread waits.
 */
final class HeadNotices implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HeadNotices.class);
    private static final String SUBSCRIBE =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_subscribe\",\"params\":[\"newHeads\"]}";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration RECONNECT_INTERVAL = Duration.ofSeconds(10);

    private final HttpClient http;
    private final URI uri;
    private final Semaphore notices = new Semaphore(0);
    private volatile boolean connected;
    private volatile WebSocket socket;
    private boolean everTried;
    private long lastTryNanos;

    HeadNotices(HttpClient http, URI uri) {
        this.http = http;
        this.uri = uri;
    }

    /** Where a node that takes JSON-RPC at {@code rpc} takes WebSockets, where both are on one port. */
    static URI besides(URI rpc) {
        return URI.create(rpc.toString().replaceFirst("^http", "ws"));
    }

    /** Returns at the next announcement, or one that came since the last call, or after {@code longest}. */
    void await(Duration longest) throws InterruptedException {
        if (!connected && (!everTried || System.nanoTime() - lastTryNanos > RECONNECT_INTERVAL.toNanos())) {
            everTried = true;
            lastTryNanos = System.nanoTime();
            connect();
        }
        if (notices.tryAcquire(longest.toNanos(), TimeUnit.NANOSECONDS)) {
            notices.drainPermits();
        }
    }

    @Override
    public void close() {
        WebSocket open = socket;
        if (open != null) {
            open.abort();
        }
    }

    private void connect() {
        http.newWebSocketBuilder()
                .connectTimeout(CONNECT_TIMEOUT)
                .buildAsync(uri, new Listener())
                .whenComplete((opened, failure) -> {
                    if (failure != null) {
                        LOG.debug("{} announces no heads: {}", uri.getAuthority(), failure.toString());
                    }
                });
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder message = new StringBuilder();

        @Override
        public void onOpen(WebSocket opened) {
            socket = opened;
            connected = true;
            opened.sendText(SUBSCRIBE, true);
            opened.request(1);
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            message.append(data);
            if (last) {
                if (message.indexOf("eth_subscription") >= 0) {
                    notices.release();
                }
                message.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int statusCode, String reason) {
            connected = false;
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            LOG.debug("lost the announcements of {}: {}", uri.getAuthority(), error.toString());
            connected = false;
        }
    }
}
