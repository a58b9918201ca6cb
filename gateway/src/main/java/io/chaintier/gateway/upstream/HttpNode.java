package io.chaintier.gateway.upstream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.chaintier.evm.EvmJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** JSON over HTTP to one node: bounded in time, to the last byte of the answer, and in size. Safe for many threads. */
final class HttpNode {
    private final HttpClient http;
    private final URI url;
    private final int maxBytes;

    HttpNode(HttpClient http, URI url, int maxBytes) {
        this.http = http;
        this.url = url;
        this.maxBytes = maxBytes;
    }

    /** For messages: paths and parameters of URLs can hold secrets. */
    String host() {
        return url.getHost();
    }

    /** @throws UpstreamException if there is no JSON in time */
    JsonNode post(JsonNode body, Duration timeout) throws UpstreamException {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        HttpRequest request = HttpRequest.newBuilder(url)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
        CompletableFuture<HttpResponse<Void>> exchange = http.sendAsync(
                request, BodyHandlers.ofByteArrayConsumer(part -> part.ifPresent(bytes -> add(bytes, received))));
        try {
            int status = exchange.get(timeout.toMillis(), TimeUnit.MILLISECONDS).statusCode();
            return json(received.toByteArray(), status);
        } catch (TimeoutException e) {
            exchange.cancel(true);
            throw UpstreamException.unavailable(host() + " did not answer within " + timeout.toMillis() + " ms");
        } catch (ExecutionException e) {
            throw UpstreamException.unavailable(host() + ": " + shown(e.getCause()));
        } catch (InterruptedException e) {
            exchange.cancel(true);
            Thread.currentThread().interrupt();
            throw UpstreamException.unavailable(host() + " was not waited for: the gateway ends");
        }
    }

    private void add(byte[] bytes, ByteArrayOutputStream received) {
        if (received.size() + bytes.length > maxBytes) {
            throw new IllegalStateException("answered more than " + maxBytes + " bytes");
        }
        received.writeBytes(bytes);
    }

    /** Nodes that refuse say why in JSON, with any status; what is not JSON is a proxy's page. */
    private JsonNode json(byte[] body, int status) throws UpstreamException {
        try {
            JsonNode json = EvmJson.mapper().readTree(body);
            if (json.isContainerNode()) {
                return json;
            }
        } catch (JsonProcessingException e) {
            // Said below, with the status, which says more.
        } catch (IOException e) {
            throw UpstreamException.unavailable(host() + ": " + e.getMessage());
        }
        throw UpstreamException.unavailable(host() + " answered HTTP status " + status + " and no JSON-RPC");
    }

    private static String shown(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
