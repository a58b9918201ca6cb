package io.chaintier.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chaintier.localchain.JsonRpc;
import io.chaintier.localchain.RecordedBlock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Random searches for logs, answered by a gateway and by the node itself. Half of the terms are of abandoned blocks and of
 * no block at all, where there are such. For one thread.
 */
final class LogComparison {
    private static final int MAX_ALTERNATIVES = 3;

    private final JsonRpc node;
    private final long head;
    private final Random random;
    private final List<String> addresses;
    private final List<String> topics;
    private long found;

    /** @param blocks to take addresses and topics from */
    LogComparison(JsonRpc node, List<RecordedBlock> blocks, long head, long seed) {
        this.node = node;
        this.head = head;
        random = new Random(seed);
        Set<String> someAddresses = new LinkedHashSet<>(List.of("0x" + "77".repeat(20)));
        Set<String> someTopics = new LinkedHashSet<>(List.of("0x" + "77".repeat(32)));
        for (RecordedBlock block : blocks) {
            for (JsonNode receipt : block.receipts()) {
                for (JsonNode log : receipt.get("logs")) {
                    someAddresses.add(log.get("address").textValue());
                    log.get("topics").forEach(topic -> someTopics.add(topic.textValue()));
                }
            }
        }
        addresses = new ArrayList<>(someAddresses);
        topics = new ArrayList<>(someTopics);
    }

    /** Logs that the node found by now: a comparison of nothing must not pass for one. */
    long found() {
        return found;
    }

    void compare(RpcClient gateway, int searches) {
        for (int i = 0; i < searches; i++) {
            ObjectNode filter = filter();
            JsonNode expected = node.call("eth_getLogs", filter);
            assertThat(gateway.result("eth_getLogs", filter))
                    .as("logs of %s", filter)
                    .isEqualTo(expected);
            found += expected.size();
        }
    }

    private ObjectNode filter() {
        long from = random.nextInt((int) head + 1);
        long to = from + random.nextInt((int) (head - from) + 1);
        ObjectNode filter = JsonNodeFactory.instance
                .objectNode()
                .put("fromBlock", "0x" + Long.toHexString(from))
                .put("toBlock", random.nextInt(4) == 0 ? "latest" : "0x" + Long.toHexString(to));
        if (random.nextInt(3) > 0) {
            filter.set("address", alternatives(addresses));
        }
        if (random.nextInt(4) > 0) {
            ArrayNode places = filter.putArray("topics");
            // The last place is never any topic at all: anvil takes that for no place, while geth wants a topic there.
            for (int place = random.nextInt(4); place > 0; place--) {
                boolean any = place > 1 && random.nextInt(3) == 0;
                places.add(any ? JsonNodeFactory.instance.nullNode() : alternatives(topics));
            }
        }
        return filter;
    }

    private JsonNode alternatives(List<String> of) {
        if (random.nextInt(3) == 0) {
            return JsonNodeFactory.instance.textNode(of.get(random.nextInt(of.size())));
        }
        ArrayNode some = JsonNodeFactory.instance.arrayNode();
        for (int i = 1 + random.nextInt(MAX_ALTERNATIVES); i > 0; i--) {
            some.add(of.get(random.nextInt(of.size())));
        }
        return some;
    }
}
