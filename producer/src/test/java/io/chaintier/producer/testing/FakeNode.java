package io.chaintier.producer.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * A node that does what a real one cannot be made to do: answers null, half a block, or nothing. Its chain is made of
 * {@link #put} blocks.
 */
public final class FakeNode implements AutoCloseable {
    public static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final TreeMap<Long, ObjectNode> blocks = new TreeMap<>();
    private final TreeMap<Long, ArrayNode> receipts = new TreeMap<>();
    private final Map<String, Function<JsonNode, JsonNode>> scripts = new ConcurrentHashMap<>();
    private final List<String> methodsAsked = new CopyOnWriteArrayList<>();
    private volatile int largestBatch = Integer.MAX_VALUE;
    private volatile int status = 200;
    private volatile long last = Long.MAX_VALUE;

    public FakeNode(long chainId) throws IOException {
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", this::handle);
        server.start();
        script("eth_chainId", parameters -> JSON.valueToTree("0x" + Long.toHexString(chainId)));
        script("eth_syncing", parameters -> JSON.valueToTree(false));
        script("web3_clientVersion", parameters -> JSON.valueToTree("fake/1"));
        script("eth_getBlockByNumber", parameters -> block(parameters.get(0).asText()));
        script(
                "eth_getBlockReceipts",
                parameters -> orNull(receipts(parameters.get(0).asText())));
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Answers a method from now on; {@link #error} results become JSON-RPC errors. */
    public void script(String method, Function<JsonNode, JsonNode> answer) {
        scripts.put(method, answer);
    }

    public static JsonNode error(int code, String message) {
        return JSON.createObjectNode()
                .set("error", JSON.createObjectNode().put("code", code).put("message", message));
    }

    /** Larger batches are refused as a whole from now on. */
    public void refuseBatchesLargerThan(int calls) {
        largestBatch = calls;
    }

    /** What every request is answered with from now on. */
    public void answerWithStatus(int code) {
        status = code;
    }

    public List<String> methodsAsked() {
        return methodsAsked;
    }

    /** Makes a block with {@code transactions} transactions the canonical one at its number. */
    public synchronized void put(long number, int branch, int parentBranch, int transactions) {
        String hash = Blocks.hash(number, branch).toString();
        ObjectNode block = JSON.createObjectNode()
                .put("number", quantity(number))
                .put("hash", hash)
                .put("parentHash", Blocks.hash(number - 1, parentBranch).toString())
                .put("timestamp", quantity(number));
        ArrayNode list = block.putArray("transactions");
        ArrayNode receiptList = JSON.createArrayNode();
        for (int index = 0; index < transactions; index++) {
            String transaction =
                    Blocks.hash(number * 1_000 + index, 77 + branch).toString();
            place(list.addObject().put("hash", transaction).put("nonce", "0x0"), number, hash, index);
            place(receiptList.addObject().put("transactionHash", transaction).put("status", "0x1"), number, hash, index)
                    .putArray("logs");
        }
        blocks.put(number, block);
        receipts.put(number, receiptList);
    }

    /** Blocks 0 to {@code last} of branch 0, each with two transactions. */
    public void putChain(long last) {
        for (long number = 0; number <= last; number++) {
            put(number, 0, 0, 2);
        }
    }

    /** Forgets a block, as a node that prunes. */
    public synchronized void remove(long number) {
        blocks.remove(number);
        receipts.remove(number);
    }

    /** The node knows no blocks above this number from now on. */
    public void endAt(long number) {
        last = number;
    }

    public synchronized ArrayNode receipts(String number) {
        ArrayNode found = receipts.get(Long.decode(number));
        return found == null ? null : found.deepCopy();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private synchronized JsonNode block(String number) {
        return switch (number) {
            case "latest" -> blocks.floorEntry(last).getValue();
            case "safe", "finalized" -> error(-39001, "unknown block");
            default -> orNull(blocks.headMap(last, true).get(Long.decode(number)));
        };
    }

    private static ObjectNode place(ObjectNode object, long number, String blockHash, int index) {
        return object.put("blockNumber", quantity(number))
                .put("blockHash", blockHash)
                .put("transactionIndex", quantity(index));
    }

    private void handle(HttpExchange exchange) throws IOException {
        JsonNode request = JSON.readTree(exchange.getRequestBody());
        JsonNode response;
        if (!request.isArray()) {
            response = answer(request);
        } else if (request.size() > largestBatch) {
            response =
                    JSON.createObjectNode().set("error", JSON.createObjectNode().put("code", -32600));
        } else {
            ArrayNode answers = JSON.createArrayNode();
            request.forEach(call -> answers.insert(0, answer(call)));
            response = answers;
        }
        byte[] body = JSON.writeValueAsBytes(response);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private JsonNode answer(JsonNode call) {
        String method = call.path("method").asText();
        methodsAsked.add(method);
        Function<JsonNode, JsonNode> script =
                scripts.getOrDefault(method, parameters -> error(-32601, "the method does not exist"));
        JsonNode result = script.apply(call.path("params"));
        ObjectNode answer = JSON.createObjectNode().put("jsonrpc", "2.0");
        answer.set("id", call.get("id"));
        boolean isError = result.isObject() && result.has("error");
        answer.set(isError ? "error" : "result", isError ? result.get("error") : result);
        return answer;
    }

    private static JsonNode orNull(JsonNode json) {
        return json == null ? JSON.nullNode() : json;
    }

    private static String quantity(long number) {
        return "0x" + Long.toHexString(number);
    }
}
