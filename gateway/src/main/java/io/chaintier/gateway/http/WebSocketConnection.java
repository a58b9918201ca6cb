package io.chaintier.gateway.http;

import io.chaintier.gateway.rpc.Exchange;
import io.chaintier.gateway.rpc.Notifier;
import io.chaintier.gateway.rpc.Outlet;
import io.chaintier.gateway.rpc.Reply;
import io.chaintier.gateway.rpc.Subscriptions;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client over a WebSocket. Each message is a request as a body over HTTP is; the answers come in any order. Memory is
 * bounded: while too many requests are under way, unwritten answers included, nothing more is read. Lives on the event
 * loop of its socket.
 */
final class WebSocketConnection implements Outlet {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketConnection.class);
    private static final int MAX_PINGS_UNANSWERED = 2;
    private static final int MAX_REASON_CHARS = 120;
    private static final Runnable NOTHING = () -> {};
    private static final int GOING_AWAY = 1001;
    private static final int TRY_AGAIN_LATER = 1013;

    private final ServerWebSocket socket;
    private final Vertx vertx;
    private final Dispatch dispatch;
    private final WebSocketConfig config;
    private final Runnable cutOff;
    private final Set<Exchange> underWay = ConcurrentHashMap.newKeySet();
    private final AtomicLong unreadBytes = new AtomicLong();

    private final Subscriptions subscriptions;

    private int requests;
    private boolean paused;
    private int pingsUnanswered;
    private long writtenBytes;
    private long writtenBytesAtPing = -1;
    private long pingTimer;

    /** @param cutOff run when the client is cut off */
    WebSocketConnection(
            ServerWebSocket socket,
            Vertx vertx,
            Dispatch dispatch,
            WebSocketConfig config,
            Notifier notifier,
            Runnable cutOff) {
        this.socket = socket;
        this.vertx = vertx;
        this.dispatch = dispatch;
        this.config = config;
        this.cutOff = cutOff;
        subscriptions = notifier.of(this);
    }

    void start() {
        socket.textMessageHandler(text -> received(text.getBytes(StandardCharsets.UTF_8)));
        socket.binaryMessageHandler(bytes -> received(bytes.getBytes()));
        socket.pongHandler(pong -> pingsUnanswered = 0);
        socket.exceptionHandler(this::broken);
        pingTimer = vertx.setPeriodic(config.pingEvery().toMillis(), id -> ping());
    }

    private void broken(Throwable e) {
        LOG.debug("WebSocket of {}: {}", socket.remoteAddress(), e.toString());
        if (e instanceof CorruptedWebSocketFrameException frame) {
            close(frame.closeStatus().code(), frame.getMessage());
        }
    }

    private void received(byte[] body) {
        pingsUnanswered = 0;
        requests++;
        if (requests >= config.requests() && !paused) {
            paused = true;
            socket.pause();
        }
        Exchange exchange = new Exchange(dispatch.timeout(), System::nanoTime, Optional.of(subscriptions));
        underWay.add(exchange);
        dispatch.submit(
                vertx,
                socket.path(),
                body,
                exchange,
                error -> dispatch.processor().refuse(body, exchange, error),
                answered -> answer(exchange, answered.reply()));
    }

    private void answer(Exchange exchange, Reply reply) {
        underWay.remove(exchange);
        if (reply.json().length() == 0 || socket.isClosed()) {
            finished();
        } else {
            write(reply.json().toString(StandardCharsets.UTF_8), this::finished);
            exchange.answered();
        }
    }

    /** A request counts until its answer has gone out: who does not read gets no more work done. */
    private void finished() {
        requests--;
        if (paused && requests < config.requests()) {
            paused = false;
            socket.resume();
        }
    }

    private void write(String text, Runnable then) {
        int bytes = text.length();
        unreadBytes.addAndGet(bytes);
        socket.writeTextMessage(text).onComplete(written -> {
            writtenBytes += bytes;
            boolean wasFull = isFull();
            unreadBytes.addAndGet(-bytes);
            then.run();
            if (wasFull && !isFull()) {
                subscriptions.wake();
            }
        });
    }

    @Override
    public boolean isFull() {
        return unreadBytes.get() >= config.unreadBytes();
    }

    @Override
    public void send(String text) {
        write(text, NOTHING);
    }

    private void ping() {
        boolean stuck = unreadBytes.get() > 0 && writtenBytes == writtenBytesAtPing;
        // While nothing is read no pong is either.
        boolean silent = pingsUnanswered >= MAX_PINGS_UNANSWERED && !paused;
        if (stuck || silent) {
            cutOff.run();
            close(TRY_AGAIN_LATER, stuck ? "what was sent is not read" : "pings are not answered");
        } else {
            pingsUnanswered++;
            writtenBytesAtPing = writtenBytes;
            socket.writePing(Buffer.buffer());
        }
    }

    void goAway() {
        close(GOING_AWAY, "the gateway is stopping");
    }

    @Override
    public void close(int code, String reason) {
        // A reason has 123 bytes at most.
        String shown = reason.length() <= MAX_REASON_CHARS ? reason : reason.substring(0, MAX_REASON_CHARS);
        socket.close((short) code, shown);
    }

    /** The socket is closed: nobody waits for what is under way. */
    void closed() {
        vertx.cancelTimer(pingTimer);
        underWay.forEach(Exchange::abandon);
        subscriptions.close();
    }
}
