package io.chaintier.cli.demo;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * Somebody who uses the gateway: a few calls a second for recent blocks, their receipts and transactions, as a client
 * would make them. Also asks the gateway which tiers served whom.
 */
final class Visitor implements AutoCloseable {
    private static final long CALL_MS = 200;
    private static final int RECENT_BLOCKS = 50;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final ObjectMapper mapper = new ObjectMapper();
    private final Random random = new Random();
    private final URI gateway;
    private final Thread thread = new Thread(this::run, "demo-visitor");
    private volatile long calls;
    private volatile long errors;

    Visitor(URI gateway) {
        this.gateway = gateway;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    long calls() {
        return calls;
    }

    long errors() {
        return errors;
    }

    /** Answers served since the gateway started, by tier; empty if it does not answer. */
    Map<String, Long> readsByTier() {
        Map<String, Long> reads = new LinkedHashMap<>();
        try {
            HttpRequest request = HttpRequest.newBuilder(gateway.resolve("/stats"))
                    .timeout(TIMEOUT)
                    .build();
            JsonNode tiers = mapper.readTree(http.send(request, HttpResponse.BodyHandlers.ofByteArray())
                            .body())
                    .path("tiers");
            tiers.properties()
                    .forEach(tier -> reads.put(
                            tier.getKey(), tier.getValue().path("hits").asLong()));
        } catch (IOException e) {
            errors++;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return reads;
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                MILLISECONDS.sleep(CALL_MS);
                visit();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void visit() throws InterruptedException {
        try {
            long head = Long.decode(call("eth_blockNumber").asText("0x0"));
            long number = Math.max(0, head - random.nextInt(RECENT_BLOCKS));
            JsonNode block = call("eth_getBlockByNumber", "0x" + Long.toHexString(number), random.nextBoolean());
            JsonNode transaction = block.path("transactions").path(0);
            String hash = transaction.isTextual()
                    ? transaction.asText()
                    : transaction.path("hash").asText("");
            if (!hash.isEmpty()) {
                call(random.nextBoolean() ? "eth_getTransactionReceipt" : "eth_getTransactionByHash", hash);
            }
        } catch (IOException e) {
            errors++;
        }
    }

    private JsonNode call(String method, Object... params) throws IOException, InterruptedException {
        ObjectNode request =
                mapper.createObjectNode().put("jsonrpc", "2.0").put("id", 1).put("method", method);
        request.set("params", mapper.valueToTree(params));
        HttpResponse<byte[]> response = http.send(
                HttpRequest.newBuilder(gateway)
                        .timeout(TIMEOUT)
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(mapper.writeValueAsBytes(request)))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        calls++;
        return mapper.readTree(response.body()).path("result");
    }
}
