package io.chaintier.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.chaintier.e2e.AnswerComparison.Difference;
import io.chaintier.evm.EvmJson;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;

/** Where the gateway answers otherwise than anvil for a reason, which {@code docs/json-rpc.md} gives in these words. */
enum KnownDifference {
    LENIENT(
            "params of another shape than the specification's",
            both -> !both.question().wellFormed() && code(both.gateway()) == -32602),
    PENDING("a pending block", both -> Arrays.asList(both.call().params()).contains("pending")),
    UNCLES_OF_NO_BLOCK(
            "uncle counts of a block that it does not have",
            both -> both.call().method().startsWith("eth_getUncleCount")
                    && code(both.node()) == -32001
                    && isNull(both.gateway())),
    TRANSACTIONS_OF_NO_BLOCK(
            "transaction counts of a number above its head",
            both -> both.call().method().equals("eth_getBlockTransactionCountByNumber")
                    && code(both.node()) == -32602
                    && isNull(both.gateway())),
    LOGS_OF_NO_RANGE(
            "logs of a range that ends below its beginning or above the head",
            both -> isOfLogs(both) && isNoRange(both.gateway()) && both.node().has("result")),
    LOGS_WITH_FEWER_TOPICS(
            "logs with fewer topics than the filter has places",
            both -> isOfLogs(both) && withAllPlaces(both).equals(both.gateway().path("result"))),
    FILTER_WITH_MORE(
            "filters of logs with fields that it does not know",
            both -> isOfLogs(both)
                    && both.node().path("error").path("message").asText().startsWith("unknown field"));

    private final String inTheDocs;
    private final Predicate<Difference> is;

    KnownDifference(String inTheDocs, Predicate<Difference> is) {
        this.inTheDocs = inTheDocs;
        this.is = is;
    }

    static Optional<KnownDifference> of(Difference both) {
        return Arrays.stream(values()).filter(known -> known.is.test(both)).findFirst();
    }

    /** How the documentation names it. */
    String inTheDocs() {
        return inTheDocs;
    }

    /** A range that cannot be answered is refused as params are. */
    static boolean isNoRange(JsonNode answer) {
        return answer.path("error").path("message").asText().contains("block range");
    }

    /** The node's logs that have a topic at every place of the filter. */
    private static JsonNode withAllPlaces(Difference both) {
        int places = EvmJson.mapper()
                .valueToTree(both.call().params()[0])
                .path("topics")
                .size();
        ArrayNode logs = EvmJson.mapper().createArrayNode();
        both.node().path("result").forEach(log -> {
            if (log.path("topics").size() >= places) {
                logs.add(log);
            }
        });
        return logs;
    }

    private static boolean isOfLogs(Difference both) {
        return both.call().method().equals("eth_getLogs");
    }

    private static int code(JsonNode answer) {
        return answer.path("error").path("code").asInt();
    }

    private static boolean isNull(JsonNode answer) {
        return answer.path("result").isNull();
    }
}
