package io.chaintier.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chaintier.evm.EvmJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** JSON-RPC as a user speaks it. */
final class RpcClient {
    /** A call; its answer is the whole response object. */
    record Call(String method, Object... params) {}

    private static final ObjectMapper JSON = EvmJson.mapper();
    private static final int BATCH = 40;

    /** The answers of a batch grew too large: what is left is asked for alone, as the message says. */
    private static final int LIMIT = -32005;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI uri;

    RpcClient(URI uri) {
        this.uri = uri;
    }

    /** Where it asks. */
    URI uri() {
        return uri;
    }

    /** The result; JSON's null where there is none. Fails on an error. */
    JsonNode result(String method, Object... params) {
        JsonNode answer = answer(method, params);
        if (answer.has("error")) {
            throw new AssertionError(method + " was answered " + answer.get("error"));
        }
        return answer.get("result");
    }

    JsonNode answer(String method, Object... params) {
        return answers(List.of(new Call(method, params))).get(0);
    }

    /** The answers in the order of the calls; where the batch was refused as a whole, that answer for each. */
    List<JsonNode> answers(List<Call> calls) {
        List<JsonNode> answers = new ArrayList<>();
        for (int from = 0; from < calls.size(); from += BATCH) {
            answers.addAll(batch(calls.subList(from, Math.min(calls.size(), from + BATCH))));
        }
        return answers;
    }

    private List<JsonNode> batch(List<Call> calls) {
        ArrayNode requests = JSON.createArrayNode();
        for (int i = 0; i < calls.size(); i++) {
            ObjectNode request = requests.addObject().put("jsonrpc", "2.0").put("id", i);
            request.put("method", calls.get(i).method());
            request.set("params", JSON.valueToTree(calls.get(i).params()));
        }
        JsonNode response = post(requests);
        if (response.isObject()) {
            return Collections.nCopies(calls.size(), response);
        }
        JsonNode[] answers = new JsonNode[calls.size()];
        response.forEach(answer -> answers[answer.get("id").asInt()] = answer);
        for (int i = 0; i < answers.length && answers.length > 1; i++) {
            if (answers[i].path("error").path("code").asInt() == LIMIT) {
                answers[i] = batch(calls.subList(i, i + 1)).get(0);
            }
        }
        return List.of(answers);
    }

    private JsonNode post(JsonNode request) {
        try {
            HttpResponse<byte[]> response = http.send(
                    HttpRequest.newBuilder(uri)
                            .timeout(Duration.ofSeconds(60))
                            .header("content-type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(request)))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
