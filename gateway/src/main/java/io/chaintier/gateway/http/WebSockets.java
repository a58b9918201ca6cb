package io.chaintier.gateway.http;

import io.chaintier.gateway.rpc.Notifier;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.ServerWebSocketHandshake;
import io.vertx.core.net.HostAndPort;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Who may open a WebSocket, and those who have. For many event loops. */
final class WebSockets {
    private static final int FORBIDDEN = 403;
    private static final int UNAVAILABLE = 503;

    private final HttpConfig http;
    private final WebSocketConfig config;
    private final Vertx vertx;
    private final Dispatch dispatch;
    private final Notifier notifier;
    private final Set<WebSocketConnection> open = ConcurrentHashMap.newKeySet();
    private final LongAdder refused = new LongAdder();
    private final LongAdder cutOff = new LongAdder();

    WebSockets(HttpConfig http, WebSocketConfig config, Vertx vertx, Dispatch dispatch, Notifier notifier) {
        this.http = http;
        this.config = config;
        this.vertx = vertx;
        this.dispatch = dispatch;
        this.notifier = notifier;
    }

    /** Takes the WebSockets that are asked for at a server. */
    HttpServer serveOn(HttpServer server) {
        return server.webSocketHandshakeHandler(this::check).webSocketHandler(this::opened);
    }

    private void check(ServerWebSocketHandshake handshake) {
        if (!isAllowed(handshake)) {
            refused.increment();
            handshake.reject(FORBIDDEN);
        } else if (open.size() >= config.connections()) {
            refused.increment();
            handshake.reject(UNAVAILABLE);
        } else {
            handshake.accept();
        }
    }

    /** Browsers check nothing here: who sends no origin is no page, and a page must be of an origin that may call. */
    private boolean isAllowed(ServerWebSocketHandshake handshake) {
        HostAndPort authority = handshake.authority();
        boolean host = http.allowedHosts().isEmpty()
                || authority != null && http.allowedHosts().contains(authority.host());
        String origin = handshake.headers().get("Origin");
        return host
                && (origin == null
                        || http.corsOrigins().contains("*")
                        || http.corsOrigins().contains(origin));
    }

    private void opened(ServerWebSocket socket) {
        WebSocketConnection connection =
                new WebSocketConnection(socket, vertx, dispatch, config, notifier, cutOff::increment);
        open.add(connection);
        socket.closeHandler(closed -> {
            open.remove(connection);
            connection.closed();
        });
        connection.start();
    }

    /** Tells every client that the gateway goes away. */
    void close() {
        open.forEach(WebSocketConnection::goAway);
    }

    WebSocketFigures figures() {
        return new WebSocketFigures(open.size(), refused.sum(), cutOff.sum());
    }
}
