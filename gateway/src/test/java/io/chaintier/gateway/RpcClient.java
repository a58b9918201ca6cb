package io.chaintier.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** A client of a gateway on this machine. */
public final class RpcClient {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int port;

    public RpcClient(int port) {
        this.port = port;
    }

    /**
     * @param status  of HTTP
     * @param headers of HTTP
     * @param json    body; missing where there is none
     */
    public record Response(int status, HttpHeaders headers, JsonNode json) {
        /** Value of the header, or empty. */
        public String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        public String tiers() {
            return header("X-Chaintier-Tier");
        }

        public JsonNode result() {
            if (!json.has("result")) {
                throw new AssertionError("expected a result, but got " + json);
            }
            return json.get("result");
        }

        public int errorCode() {
            return json.path("error").path("code").asInt();
        }

        public String errorMessage() {
            return json.path("error").path("message").asText();
        }
    }

    /** Calls a method of the only chain there is. */
    public Response call(String method, Object... params) {
        return callAt("/", method, params);
    }

    public Response callAt(String path, String method, Object... params) {
        return post(path, request(1, method, params).toString());
    }

    public static JsonNode request(int id, String method, Object... params) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("jsonrpc", "2.0")
                .put("id", id)
                .put("method", method)
                .set("params", RealBlocks.JSON.valueToTree(params));
    }

    public Response post(String path, String body) {
        return send(HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    public Response get(String path) {
        return send(HttpRequest.newBuilder(uri(path)).build());
    }

    public Response send(HttpRequest request) {
        try {
            HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
            JsonNode json = response.headers().firstValue("Content-Type").isEmpty()
                    ? MissingNode.getInstance()
                    : RealBlocks.JSON.readTree(response.body());
            return new Response(response.statusCode(), response.headers(), json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }
}
