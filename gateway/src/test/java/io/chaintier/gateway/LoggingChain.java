package io.chaintier.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chaintier.event.Block;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.evm.EvmParser;
import io.chaintier.storetestkit.ChainBuilder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * A made-up Ethereum chain with many logs of few contracts and topics, and the logs as a node would list them. The same
 * seed gives the same chain. For one thread.
 */
final class LoggingChain {
    private static final int CONTRACTS = 4;
    private static final int TOPICS = 5;
    private static final int MAX_TRANSACTIONS = 5;
    private static final int MAX_LOGS = 4;

    private final Random random;
    private final ChainBuilder history;
    private final List<String> contracts = new ArrayList<>();
    private final List<String> topics = new ArrayList<>();
    private final NavigableMap<Long, List<JsonNode>> logs = new TreeMap<>();

    LoggingChain(ChainId chain, long seed) {
        random = new Random(seed);
        history = new ChainBuilder(chain);
        for (int i = 0; i < CONTRACTS; i++) {
            contracts.add(hex(20));
        }
        for (int i = 0; i < TOPICS; i++) {
            topics.add(hex(32));
        }
    }

    /** Adds blocks at the head. */
    LoggingChain grow(int blocks) {
        for (int i = 0; i < blocks; i++) {
            append(true);
        }
        return this;
    }

    /** Adds a block at the head of which nobody knows the receipts. */
    Block growUntold() {
        return append(false);
    }

    /** Abandons blocks at the head. */
    LoggingChain revert(int blocks) {
        for (int i = 0; i < blocks; i++) {
            logs.remove(history.head().ref().number());
            history.revert();
        }
        return this;
    }

    List<ChainEvent> events() {
        return history.events();
    }

    Block head() {
        return history.head();
    }

    /** The logs of a canonical block, as a node lists them. */
    List<JsonNode> logs(long number) {
        return logs.getOrDefault(number, List.of());
    }

    /** What a node would answer, found by looking at every log. */
    ArrayNode search(long from, long through, JsonNode filter) {
        ArrayNode found = RealBlocks.JSON.createArrayNode();
        for (long number = from; number <= through; number++) {
            logs(number).stream().filter(log -> isWanted(filter, log)).forEach(found::add);
        }
        return found;
    }

    static boolean isWanted(JsonNode filter, JsonNode log) {
        JsonNode places = filter.path("topics");
        if (places.size() > log.get("topics").size() || !isOneOf(filter.path("address"), log.get("address"))) {
            return false;
        }
        for (int place = 0; place < places.size(); place++) {
            if (!isOneOf(places.get(place), log.get("topics").get(place))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isOneOf(JsonNode wanted, JsonNode value) {
        if (wanted.isMissingNode() || wanted.isNull() || wanted.isArray() && wanted.isEmpty()) {
            return true;
        }
        if (!wanted.isArray()) {
            return wanted.textValue().equalsIgnoreCase(value.textValue());
        }
        for (JsonNode each : wanted) {
            if (each.isNull() || each.textValue().equalsIgnoreCase(value.textValue())) {
                return true;
            }
        }
        return false;
    }

    /** Address and topics of a random filter, some of which nothing has. */
    ObjectNode randomFilter() {
        ObjectNode filter = RealBlocks.JSON.createObjectNode();
        alternatives(contracts, 20).ifPresent(some -> filter.set("address", some));
        if (random.nextBoolean()) {
            ArrayNode places = filter.putArray("topics");
            for (int place = random.nextInt(4); place > 0; place--) {
                places.add(alternatives(topics, 32).orElse(null));
            }
        }
        return filter;
    }

    private Optional<JsonNode> alternatives(List<String> of, int bytes) {
        ArrayNode some = RealBlocks.JSON.createArrayNode();
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            some.add(random.nextInt(6) == 0 ? hex(bytes) : of.get(random.nextInt(of.size())));
        }
        if (random.nextInt(8) == 0) {
            some.addNull();
        }
        return switch (random.nextInt(4)) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(some.isEmpty() || some.get(0).isNull() ? some : some.get(0));
            default -> Optional.of(some);
        };
    }

    private Block append(boolean told) {
        long number = history.events().isEmpty() ? 1 : history.head().ref().number() + 1;
        String parent = number == 1 ? hex(32) : history.head().ref().hash().toString();
        ObjectNode block = RealBlocks.JSON
                .createObjectNode()
                .put("hash", hex(32))
                .put("parentHash", parent)
                .put("number", quantity(number))
                .put("timestamp", quantity(1_700_000_000 + number));
        ArrayNode transactions = block.putArray("transactions");
        ArrayNode receipts = RealBlocks.JSON.createArrayNode();
        List<JsonNode> all = new ArrayList<>();
        int count = random.nextInt(MAX_TRANSACTIONS);
        for (int index = 0; index < count; index++) {
            ObjectNode transaction = transactions.addObject().put("hash", hex(32));
            ObjectNode receipt = receipts.addObject()
                    .put("transactionHash", transaction.get("hash").textValue());
            ArrayNode ofReceipt = receipt.putArray("logs");
            for (int i = random.nextInt(MAX_LOGS); i > 0; i--) {
                all.add(log(block, transaction, index, all.size()));
                ofReceipt.add(all.get(all.size() - 1));
            }
        }
        Block parsed = new EvmParser().parse(block, told ? Optional.of(receipts) : Optional.empty());
        history.append(parsed);
        logs.put(number, told ? all : List.of());
        return parsed;
    }

    private ObjectNode log(ObjectNode block, ObjectNode transaction, int index, int logIndex) {
        ObjectNode log = RealBlocks.JSON.createObjectNode().put("address", contracts.get(random.nextInt(CONTRACTS)));
        ArrayNode some = log.putArray("topics");
        for (int i = random.nextInt(5); i > 0; i--) {
            some.add(topics.get(random.nextInt(TOPICS)));
        }
        return log.put("data", hex(random.nextInt(40)))
                .put("blockNumber", block.get("number").textValue())
                .put("transactionHash", transaction.get("hash").textValue())
                .put("transactionIndex", quantity(index))
                .put("blockHash", block.get("hash").textValue())
                .put("logIndex", quantity(logIndex))
                .put("removed", false);
    }

    private String hex(int bytes) {
        byte[] some = new byte[bytes];
        random.nextBytes(some);
        return "0x" + HexFormat.of().formatHex(some);
    }

    static String quantity(long number) {
        return "0x" + Long.toHexString(number);
    }
}
