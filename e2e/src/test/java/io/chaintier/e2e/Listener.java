package io.chaintier.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.chaintier.evm.EvmJson;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Subscriptions as a user has them: each notice goes to who asked for it, in order, on one thread. */
final class Listener implements AutoCloseable, WebSocket.Listener {
    private final Map<String, Consumer<JsonNode>> subscriptions = new ConcurrentHashMap<>();
    private final StringBuilder partial = new StringBuilder();
    private final CompletableFuture<String> closed = new CompletableFuture<>();
    private final WebSocket socket;
    private CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    private Consumer<JsonNode> asking = notice -> {};

    Listener(URI uri) {
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(uri, this)
                .join();
    }

    /** Begins to be told; for one thread. */
    void subscribe(Consumer<JsonNode> notices, Object... params) {
        answer = new CompletableFuture<>();
        asking = notices;
        JsonNode request = EvmJson.mapper()
                .createObjectNode()
                .put("jsonrpc", "2.0")
                .put("id", 1)
                .put("method", "eth_subscribe")
                .set("params", EvmJson.mapper().valueToTree(params));
        socket.sendText(request.toString(), true).join();
        answer.join();
    }

    /** Why the other side ended it; empty while it has not. */
    String closed() {
        return closed.getNow("");
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            String text = partial.toString();
            partial.setLength(0);
            received(text);
        }
        from.request(1);
        return null;
    }

    private void received(String text) {
        try {
            JsonNode message = EvmJson.mapper().readTree(text);
            if (message.has("id")) {
                subscriptions.put(message.path("result").asText(), asking);
                answer.complete(message);
            } else {
                JsonNode params = message.get("params");
                subscriptions.get(params.get("subscription").asText()).accept(params.get("result"));
            }
        } catch (JsonProcessingException | RuntimeException e) {
            closed.complete("a notice could not be taken: " + e);
        }
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(code + " " + reason);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.complete(error.toString());
    }

    @Override
    public void close() {
        socket.abort();
    }
}
