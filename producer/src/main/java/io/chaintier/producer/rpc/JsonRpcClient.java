package io.chaintier.producer.rpc;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chaintier.evm.EvmJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks an Ethereum node over JSON-RPC 2.0 on HTTP. Every call ends within the time-out. Safe for many threads.
 */
public final class JsonRpcClient {
    private static final int OK = 200;
    private static final int SHOWN_CHARACTERS = 200;

    private final HttpClient http;
    private final URI uri;
    private final Duration timeout;

    /**
     * @param uri     {@code http} or {@code https}
     * @param timeout of one HTTP exchange, body included
     */
    public JsonRpcClient(HttpClient http, URI uri, Duration timeout) {
        this.http = requireNonNull(http, "http");
        this.uri = requireNonNull(uri, "uri");
        this.timeout = requireNonNull(timeout, "timeout");
    }

    /** Where the node is, for people: without user and path, which may hold secrets. */
    public String node() {
        return uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }

    /**
     * @return the result; empty where the node answered null
     * @throws NodeErrorException if it answered an error
     * @throws NodeException      if it did not answer
     */
    public Optional<JsonNode> call(RpcCall call) throws InterruptedException {
        return batch(List.of(call)).get(0).orThrow();
    }

    /**
     * Asks several questions at once. Where the node refuses or fails a batch as a whole, its halves are tried on their
     * own, down to single questions.
     *
     * @return one answer for each question, in order
     * @throws NodeException if it did not answer
     */
    public List<RpcAnswer> batch(List<RpcCall> calls) throws InterruptedException {
        try {
            return exchange(calls);
        } catch (BatchRefusedException e) {
            int half = calls.size() / 2;
            List<RpcAnswer> answers = new ArrayList<>(batch(calls.subList(0, half)));
            answers.addAll(batch(calls.subList(half, calls.size())));
            return answers;
        }
    }

    /** A batch that smaller ones may succeed for. */
    private static final class BatchRefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        BatchRefusedException(String message) {
            super(message);
        }
    }

    private List<RpcAnswer> exchange(List<RpcCall> calls) throws InterruptedException, BatchRefusedException {
        HttpResponse<byte[]> response;
        try {
            response = send(body(calls));
        } catch (TimeoutException e) {
            throw failed(calls, "did not answer within " + timeout.toMillis() + " ms");
        }
        if (response.statusCode() != OK) {
            throw failed(calls, "answered HTTP status " + response.statusCode() + ": " + shown(response.body()));
        }
        JsonNode json;
        try {
            json = EvmJson.mapper().readTree(response.body());
        } catch (IOException e) {
            throw failed(calls, "answered what is not JSON: " + shown(response.body()));
        }
        return calls.size() == 1 && json.isObject() ? List.of(answer(calls.get(0), json)) : answers(calls, json);
    }

    private List<RpcAnswer> answers(List<RpcCall> calls, JsonNode json) throws BatchRefusedException {
        RpcAnswer[] answers = new RpcAnswer[calls.size()];
        for (JsonNode each : json) {
            int id = each.path("id").asInt(-1);
            if (id >= 0 && id < answers.length) {
                answers[id] = answer(calls.get(id), each);
            }
        }
        List<RpcAnswer> inOrder = new ArrayList<>(answers.length);
        for (RpcAnswer answer : answers) {
            if (answer == null) {
                throw failed(calls, "did not answer all of a batch: " + shown(json.toString()));
            }
            inOrder.add(answer);
        }
        return inOrder;
    }

    private RpcAnswer answer(RpcCall call, JsonNode json) {
        JsonNode error = json.path("error");
        if (error.isObject()) {
            return new RpcAnswer.Failure(new NodeErrorException(
                    call.method(),
                    error.path("code").asInt(),
                    error.path("message").asText()));
        }
        JsonNode result = json.get("result");
        if (result == null) {
            throw new NodeException("node " + node() + " answered " + call.method() + " with neither result nor error: "
                    + shown(json.toString()));
        }
        return new RpcAnswer.Result(result);
    }

    /** Bounds the whole exchange: the HTTP client's own time-out ends with the headers. */
    private HttpResponse<byte[]> send(byte[] body) throws InterruptedException, TimeoutException {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
        try {
            return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new NodeException("node " + node() + " cannot be reached: " + e.getCause(), e.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    /** A failed batch is tried in halves; a failed single question is the node's failure. */
    private NodeException failed(List<RpcCall> calls, String what) throws BatchRefusedException {
        if (calls.size() > 1) {
            throw new BatchRefusedException(what);
        }
        return new NodeException(
                "node " + node() + " " + what + " (" + calls.get(0).method() + ")");
    }

    private static byte[] body(List<RpcCall> calls) {
        ArrayNode batch = EvmJson.mapper().createArrayNode();
        for (int id = 0; id < calls.size(); id++) {
            ObjectNode call = batch.addObject();
            call.put("jsonrpc", "2.0").put("id", id).put("method", calls.get(id).method());
            ArrayNode parameters = call.putArray("params");
            calls.get(id).parameters().forEach(parameters::addPOJO);
        }
        try {
            return EvmJson.mapper().writeValueAsBytes(batch.size() == 1 ? batch.get(0) : batch);
        } catch (IOException e) {
            throw new IllegalStateException("a call is plain JSON", e);
        }
    }

    private static String shown(byte[] body) {
        return shown(new String(body, 0, Math.min(body.length, SHOWN_CHARACTERS), StandardCharsets.UTF_8));
    }

    private static String shown(String text) {
        return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "...";
    }
}
