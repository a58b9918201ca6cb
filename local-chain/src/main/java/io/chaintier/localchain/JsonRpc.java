package io.chaintier.localchain;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/** JSON-RPC 2.0 over HTTP, one request at a time, to drive a node. Safe to share between threads. */
public final class JsonRpc {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI uri;
    private final Duration timeout;
    private final HttpClient http;

    /** @param timeout the longest wait for one answer */
    public JsonRpc(URI uri, Duration timeout) {
        this.uri = requireNonNull(uri, "uri");
        this.timeout = requireNonNull(timeout, "timeout");
        http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .build();
    }

    /**
     * One call.
     *
     * @param params anything Jackson can write: strings, numbers, lists, maps, {@link JsonNode}s
     * @return the {@code result}, which may be JSON's null
     * @throws JsonRpcException     if the node answers an error
     * @throws UncheckedIOException if it does not answer, or something that is not JSON-RPC
     */
    public JsonNode call(String method, Object... params) {
        ObjectNode request =
                JSON.createObjectNode().put("jsonrpc", "2.0").put("id", 1).put("method", method);
        request.set("params", JSON.valueToTree(List.of(params)));
        JsonNode response = post(method, request);
        JsonNode error = response.get("error");
        if (error != null) {
            throw new JsonRpcException(
                    method, error.path("code").asInt(), error.path("message").asText());
        }
        JsonNode result = response.get("result");
        if (result == null) {
            throw new UncheckedIOException(
                    new IOException(uri + " answered " + method + " with neither result nor error: " + response));
        }
        return result;
    }

    private JsonNode post(String method, JsonNode request) {
        HttpRequest post = HttpRequest.newBuilder(uri)
                .timeout(timeout)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(request.toString()))
                .build();
        try {
            return JSON.readTree(
                    http.send(post, HttpResponse.BodyHandlers.ofByteArray()).body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new InterruptedIOException(method + " to " + uri + " was interrupted"));
        } catch (IOException e) {
            throw new UncheckedIOException("no answer to " + method + " from " + uri, e);
        }
    }
}
