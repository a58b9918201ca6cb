package io.chaintier.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A WebSocket client of a gateway on this machine, for one thread. It reads only as much as it is asked to. */
public final class WsClient implements AutoCloseable, WebSocket.Listener {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Closed> closed = new CompletableFuture<>();
    private final AtomicInteger pings = new AtomicInteger();
    private final StringBuilder partial = new StringBuilder();
    private final long readAtOnce;
    private final WebSocket socket;
    private int nextId = 1;

    /** How the other side ended it. */
    public record Closed(int code, String reason) {}

    public WsClient(int port) {
        this(port, "/", Long.MAX_VALUE);
    }

    /** @param readAtOnce how many messages are read before {@link #readOn} */
    public WsClient(int port, String path, long readAtOnce) {
        this.readAtOnce = readAtOnce;
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port + path), this)
                .join();
    }

    /** The result of a call. */
    public JsonNode call(String method, Object... params) {
        JsonNode answer = ask(method, params);
        assertThat(answer.has("result")).as("%s", answer).isTrue();
        return answer.get("result");
    }

    /** The answer to a call; fails where a notification comes before it. */
    public JsonNode ask(String method, Object... params) {
        int id = nextId++;
        send(RpcClient.request(id, method, params).toString());
        JsonNode answer = next();
        assertThat(answer.path("id").asInt()).as("%s", answer).isEqualTo(id);
        return answer;
    }

    public void send(String text) {
        socket.sendText(text, true).join();
    }

    public void sendBinary(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
    }

    /** Begins to read, or goes on. */
    public void readOn(long howMany) {
        socket.request(howMany);
    }

    /** The next message of whatever kind. */
    public JsonNode next() {
        return next(PATIENCE);
    }

    public JsonNode next(Duration patience) {
        try {
            JsonNode message = messages.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
            assertThat(message)
                    .as("a message; closed: %s", closed.getNow(new Closed(0, "not")))
                    .isNotNull();
            return message;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The result in the next notification of a subscription; fails where it is of another one. */
    public JsonNode notification(String subscription) {
        JsonNode message = next();
        assertThat(message.path("method").asText()).as("%s", message).isEqualTo("eth_subscription");
        assertThat(message.at("/params/subscription").asText())
                .as("%s", message)
                .isEqualTo(subscription);
        return message.at("/params/result");
    }

    /** Whether something has come that nobody has looked at. */
    public boolean hasMessages() {
        return !messages.isEmpty();
    }

    public int pings() {
        return pings.get();
    }

    public Closed awaitClosed() {
        return closed.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    @Override
    public void onOpen(WebSocket opened) {
        if (readAtOnce > 0) {
            opened.request(readAtOnce);
        }
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            try {
                messages.add(RealBlocks.JSON.readTree(partial.toString()));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
            partial.setLength(0);
        }
        return null;
    }

    @Override
    public CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
        pings.incrementAndGet();
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(new Closed(code, reason));
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.complete(new Closed(1006, String.valueOf(error)));
    }

    @Override
    public void close() {
        socket.abort();
    }
}
