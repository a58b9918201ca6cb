package io.chaintier.gateway.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chaintier.event.ChainId;
import io.chaintier.retry.CircuitBreaker;
import io.chaintier.store.RequestDeadline;
import io.chaintier.store.StoreUnavailableException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;

/**
 * The node of one chain. It is asked only while it answers, by few at a time, and only if it says that it is of this
 * chain. Blocks for as long as its time-out and the thread's {@link RequestDeadline} allow. Safe for many threads.
 */
public final class UpstreamNode {
    private static final int NO_ID = -1;
    private static final int HEX_RADIX = 16;
    private static final Pattern HEX = Pattern.compile("0x[0-9a-fA-F]{1,64}");

    private final ChainId chain;
    private final HttpNode node;
    private final Duration timeout;
    private final Semaphore free;
    private final CircuitBreaker breaker;
    private volatile boolean isOfChain;

    UpstreamNode(ChainId chain, HttpNode node, UpstreamConfig config, CircuitBreaker breaker) {
        this.chain = chain;
        this.node = node;
        this.timeout = config.timeout();
        this.free = new Semaphore(config.concurrentCalls());
        this.breaker = breaker;
    }

    /**
     * @param method name
     * @param params as the client gave them; missing for none
     */
    public record Call(String method, JsonNode params) {}

    /**
     * Asks, several calls as one batch.
     *
     * @return for each call, in their order, an object with either {@code result} or {@code error}
     * @throws UpstreamException         if the node could not be asked, or did not answer as JSON-RPC has it
     * @throws StoreUnavailableException if nobody waits any more
     */
    public List<JsonNode> ask(List<Call> calls) throws UpstreamException {
        if (!free.tryAcquire()) {
            throw UpstreamException.busy("as many calls as may be are under way at " + node.host() + " already");
        }
        try {
            return askWithin(calls, RequestDeadline.current().atMost(timeout));
        } finally {
            free.release();
        }
    }

    private List<JsonNode> askWithin(List<Call> calls, Duration limit) throws UpstreamException {
        if (!breaker.allows()) {
            throw UpstreamException.unavailable(
                    node.host() + " is not asked, for it failed several times in a row just before");
        }
        try {
            checkChain(limit);
            List<JsonNode> answers = exchange(calls, limit);
            breaker.succeeded();
            return answers;
        } catch (UpstreamException e) {
            breaker.failed();
            throw e;
        }
    }

    /** A URL of another network would answer, and every answer would be wrong. */
    private void checkChain(Duration limit) throws UpstreamException {
        if (isOfChain) {
            return;
        }
        JsonNode id = exchange(List.of(new Call("eth_chainId", JsonNodeFactory.instance.arrayNode())), limit)
                .get(0)
                .path("result");
        if (!isOf(chain, id.asText())) {
            throw UpstreamException.unavailable(
                    node.host() + " is not a node of " + chain + ": it says that its chain id is " + id);
        }
        isOfChain = true;
    }

    private static boolean isOf(ChainId chain, String chainId) {
        return HEX.matcher(chainId).matches()
                && new BigInteger(chainId.substring(2), HEX_RADIX).toString().equals(chain.reference());
    }

    private List<JsonNode> exchange(List<Call> calls, Duration limit) throws UpstreamException {
        ArrayNode requests = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < calls.size(); i++) {
            requests.add(request(i, calls.get(i)));
        }
        JsonNode answer = node.post(calls.size() == 1 ? requests.get(0) : requests, limit);
        Map<Integer, JsonNode> byId = new HashMap<>();
        for (JsonNode each : answer.isArray() ? answer : List.of(answer)) {
            byId.put(each.path("id").asInt(NO_ID), each);
        }
        List<JsonNode> inOrder = new ArrayList<>(calls.size());
        for (int i = 0; i < calls.size(); i++) {
            // A node that refuses a request as a whole answers one error, without an id.
            inOrder.add(checked(byId.getOrDefault(i, answer)));
        }
        return inOrder;
    }

    private JsonNode checked(JsonNode answer) throws UpstreamException {
        if (answer.has("result") || answer.path("error").isObject()) {
            return answer;
        }
        throw UpstreamException.unavailable(node.host() + " answered neither a result nor an error");
    }

    private static ObjectNode request(int id, Call call) {
        ObjectNode request = JsonNodeFactory.instance
                .objectNode()
                .put("jsonrpc", "2.0")
                .put("id", id)
                .put("method", call.method());
        if (!call.params().isMissingNode()) {
            request.set("params", call.params());
        }
        return request;
    }
}
