package io.chaintier.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A node that answers what it was told to, and remembers what it was asked. */
final class FakeNode implements AutoCloseable {
    private final Map<String, JsonNode> answers = new ConcurrentHashMap<>();
    private final List<JsonNode> requests = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile String page = "";

    FakeNode() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
        answers("eth_chainId", "\"0x1\"");
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    FakeNode answers(String method, String result) {
        answers.put(method, RealBlocks.JSON.createObjectNode().set("result", json(result)));
        return this;
    }

    FakeNode refuses(String method, String error) {
        answers.put(method, RealBlocks.JSON.createObjectNode().set("error", json(error)));
        return this;
    }

    /** From now on every request gets this, with status 502. */
    void isBehindABrokenProxy(String html) {
        page = html;
    }

    /** From now on every request waits until the latch is open. */
    CountDownLatch hangs() {
        gate = new CountDownLatch(1);
        return gate;
    }

    /** Bodies, but for the question which chain it is of. */
    List<JsonNode> requests() {
        return requests.stream()
                .filter(request -> !request.path("method").asText().equals("eth_chainId"))
                .toList();
    }

    private void answer(HttpExchange exchange) throws IOException {
        JsonNode request = RealBlocks.JSON.readTree(exchange.getRequestBody());
        requests.add(request);
        await();
        byte[] body = page.isEmpty() ? RealBlocks.JSON.writeValueAsBytes(answer(request)) : page.getBytes();
        exchange.sendResponseHeaders(page.isEmpty() ? 200 : 502, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private void await() {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A batch is answered backwards, as it may be. */
    private JsonNode answer(JsonNode request) {
        if (request.isArray()) {
            ArrayNode batch = RealBlocks.JSON.createArrayNode();
            request.forEach(each -> batch.insert(0, answer(each)));
            return batch;
        }
        ObjectNode answer = answers.get(request.get("method").asText()).deepCopy();
        return answer.put("jsonrpc", "2.0").set("id", request.get("id"));
    }

    private static JsonNode json(String text) {
        try {
            return RealBlocks.JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        gate.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
