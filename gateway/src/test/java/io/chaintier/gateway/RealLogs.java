package io.chaintier.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chaintier.gateway.RealBlocks.Sample;
import io.chaintier.gateway.RpcClient.Response;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.StreamSupport;

/** Searches for logs of real blocks, compared with looking at all of them. For one thread. */
final class RealLogs {
    private static final int LIMIT = 10_000;

    private final RpcClient client;
    private final Random random = new Random(1);
    private final List<List<JsonNode>> logs = new ArrayList<>();
    private final List<String> numbers = new ArrayList<>();
    private long found;

    RealLogs(RpcClient client, List<Sample> samples) {
        this.client = client;
        for (Sample sample : samples) {
            numbers.add(sample.json().get("number").textValue());
            logs.add(StreamSupport.stream(sample.receipts().orElseThrow().spliterator(), false)
                    .flatMap(receipt -> StreamSupport.stream(receipt.get("logs").spliterator(), false))
                    .sorted(Comparator.comparingLong(
                            log -> Long.decode(log.get("logIndex").textValue())))
                    .toList());
        }
    }

    /** Logs found by now: a comparison of nothing must not pass for one. */
    long found() {
        return found;
    }

    void compareInEachBlock(int searches) {
        for (int block = 0; block < logs.size(); block++) {
            compare(block, block, RealBlocks.JSON.createObjectNode());
            for (int i = 0; i < searches; i++) {
                compare(block, block, filter(logs.get(block)));
            }
        }
    }

    void compareAcrossBlocks(int searches) {
        for (int i = 0; i < searches; i++) {
            compare(0, logs.size() - 1, filter(logs.get(random.nextInt(logs.size()))));
        }
    }

    private void compare(int first, int last, ObjectNode filter) {
        ArrayNode expected = RealBlocks.JSON.createArrayNode();
        logs.subList(first, last + 1)
                .forEach(all -> all.stream()
                        .filter(log -> LoggingChain.isWanted(filter, log))
                        .forEach(expected::add));
        filter.put("fromBlock", numbers.get(first)).put("toBlock", numbers.get(last));
        Response answer = client.call("eth_getLogs", filter);
        if (expected.size() > LIMIT && first < last) {
            assertThat(answer.errorCode()).as("too many for %s", filter).isEqualTo(-32005);
        } else {
            // Not isEqualTo, which would print all of it.
            assertThat(answer.result().equals(expected))
                    .as("logs of %s", filter)
                    .isTrue();
        }
        found += expected.size();
    }

    /** A filter that some log matches, or nearly does. */
    private ObjectNode filter(List<JsonNode> of) {
        JsonNode log = of.get(random.nextInt(of.size()));
        JsonNode other = of.get(random.nextInt(of.size()));
        ObjectNode filter = RealBlocks.JSON.createObjectNode();
        if (random.nextBoolean()) {
            filter.putArray("address").add(log.get("address")).add(other.get("address"));
        }
        ArrayNode topics = filter.putArray("topics");
        int places = random.nextInt(4);
        for (int place = 0; place < places; place++) {
            JsonNode topic =
                    (random.nextInt(6) == 0 ? other : log).get("topics").get(place);
            topics.add(random.nextInt(3) == 0 || topic == null ? null : topic);
        }
        return filter;
    }
}
