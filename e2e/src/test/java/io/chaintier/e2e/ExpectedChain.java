package io.chaintier.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chaintier.e2e.RpcClient.Call;
import io.chaintier.evm.EvmJson;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What a node would answer about the blocks of a chain, and the comparison of a gateway's answers with it. */
final class ExpectedChain {
    private record Expectation(Call call, JsonNode answer) {}

    private final Map<String, JsonNode> blocks = new LinkedHashMap<>();
    private final Map<String, JsonNode> receipts = new LinkedHashMap<>();
    private final Map<Long, String> canonical = new TreeMap<>();
    private long compared;

    /** The block is canonical now. Known receipts stay known; otherwise the newest form of a block counts. */
    void append(JsonNode block, Optional<JsonNode> its) {
        String hash = block.get("hash").asText();
        blocks.put(hash, block);
        its.ifPresent(known -> receipts.put(hash, known));
        canonical.put(number(block), hash);
    }

    /** There is no canonical block at this number or above. */
    void cutFrom(long number) {
        ((TreeMap<Long, String>) canonical).tailMap(number, true).clear();
    }

    int size() {
        return blocks.size();
    }

    long transactions() {
        return blocks.values().stream()
                .mapToLong(block -> block.get("transactions").size())
                .sum();
    }

    /** How many answers were compared by now: a comparison of nothing must not pass for one. */
    long compared() {
        return compared;
    }

    /** Asks for every block, transaction and receipt in every way, and compares field by field. */
    void compareWith(RpcClient gateway) {
        compareWith(gateway, true);
    }

    /**
     * The same with memory alone, which never says that something does not exist: where a node answers null it answers
     * that it cannot know.
     */
    void compareWithMemory(RpcClient gateway) {
        compareWith(gateway, false);
    }

    private void compareWith(RpcClient gateway, boolean knowsWhatIsNot) {
        List<Expectation> expectations = new ArrayList<>();
        Set<String> transactions = new HashSet<>();
        canonical.forEach((number, hash) -> {
            expectCanonical(expectations, number, hash);
            blocks.get(hash)
                    .get("transactions")
                    .forEach(each -> transactions.add(each.get("hash").asText()));
        });
        blocks.forEach((hash, block) -> {
            expectByHash(expectations, hash, block);
            if (!hash.equals(canonical.get(number(block)))) {
                expectAbandoned(expectations, block, transactions);
            }
        });
        List<JsonNode> answers =
                gateway.answers(expectations.stream().map(Expectation::call).toList());
        for (int i = 0; i < answers.size(); i++) {
            if (knowsWhatIsNot || !expectations.get(i).answer().path("result").isNull()) {
                check(expectations.get(i), answers.get(i));
            } else {
                assertThat(answers.get(i).path("error").path("code").asInt()).isEqualTo(-32002);
            }
        }
        compared += answers.size();
    }

    private void expectCanonical(List<Expectation> expectations, long height, String hash) {
        JsonNode block = blocks.get(hash);
        String number = "0x" + Long.toHexString(height);
        expect(expectations, block, "eth_getBlockByNumber", number, true);
        expect(expectations, hashesOnly(block), "eth_getBlockByNumber", number, false);
        expect(expectations, count(block, "transactions"), "eth_getBlockTransactionCountByNumber", number);
        expect(expectations, count(block, "uncles"), "eth_getUncleCountByBlockNumber", number);
        expectReceipts(expectations, block, "eth_getBlockReceipts", number);
        for (int i = 0; i < block.get("transactions").size(); i++) {
            JsonNode transaction = block.get("transactions").get(i);
            String transactionHash = transaction.get("hash").asText();
            String index = "0x" + Integer.toHexString(i);
            expect(expectations, transaction, "eth_getTransactionByHash", transactionHash);
            expect(expectations, transaction, "eth_getTransactionByBlockNumberAndIndex", number, index);
            expectReceipt(expectations, block, i, transactionHash);
        }
    }

    private void expectByHash(List<Expectation> expectations, String hash, JsonNode block) {
        expect(expectations, block, "eth_getBlockByHash", hash, true);
        expect(expectations, hashesOnly(block), "eth_getBlockByHash", hash, false);
        expect(expectations, count(block, "transactions"), "eth_getBlockTransactionCountByHash", hash);
        expect(expectations, count(block, "uncles"), "eth_getUncleCountByBlockHash", hash);
        expectReceipts(expectations, block, "eth_getBlockReceipts", hash);
        if (!block.get("transactions").isEmpty()) {
            expect(
                    expectations,
                    block.get("transactions").get(0),
                    "eth_getTransactionByBlockHashAndIndex",
                    hash,
                    "0x0");
        }
    }

    /** Transactions that no canonical block has are unknown, whatever abandoned blocks hold. */
    private static void expectAbandoned(List<Expectation> expectations, JsonNode block, Set<String> canonical) {
        block.get("transactions").forEach(transaction -> {
            String hash = transaction.get("hash").asText();
            if (!canonical.contains(hash)) {
                expect(expectations, NullNode.getInstance(), "eth_getTransactionByHash", hash);
                expect(expectations, NullNode.getInstance(), "eth_getTransactionReceipt", hash);
            }
        });
    }

    private void expectReceipts(List<Expectation> expectations, JsonNode block, String method, String which) {
        JsonNode known = receipts.get(block.get("hash").asText());
        expectations.add(new Expectation(new Call(method, which), known == null ? unknownReceipts() : result(known)));
    }

    private void expectReceipt(List<Expectation> expectations, JsonNode block, int index, String transaction) {
        JsonNode known = receipts.get(block.get("hash").asText());
        expectations.add(new Expectation(
                new Call("eth_getTransactionReceipt", transaction),
                known == null ? unknownReceipts() : result(known.get(index))));
    }

    private static void expect(List<Expectation> expectations, JsonNode result, String method, Object... params) {
        expectations.add(new Expectation(new Call(method, params), result(result)));
    }

    private static JsonNode result(JsonNode result) {
        ObjectNode answer = EvmJson.mapper().createObjectNode();
        answer.set("result", result);
        return answer;
    }

    private static JsonNode unknownReceipts() {
        ObjectNode answer = EvmJson.mapper().createObjectNode();
        answer.putObject("error").put("code", -32002);
        return answer;
    }

    private static void check(Expectation expectation, JsonNode answer) {
        String what = expectation.call().method() + List.of(expectation.call().params());
        if (expectation.answer().has("error")) {
            assertThat(answer.path("error").path("code").asInt()).as(what).isEqualTo(-32002);
            assertThat(answer.path("error").path("message").asText()).as(what).contains("receipts");
        } else {
            assertThat(answer.has("error"))
                    .as("%s: %s", what, answer.get("error"))
                    .isFalse();
            assertThat(answer.get("result"))
                    .as(what)
                    .isEqualTo(expectation.answer().get("result"));
        }
    }

    private static JsonNode hashesOnly(JsonNode block) {
        ObjectNode shorter = block.deepCopy();
        ArrayNode hashes = shorter.putArray("transactions");
        block.get("transactions").forEach(transaction -> hashes.add(transaction.get("hash")));
        return shorter;
    }

    private static JsonNode count(JsonNode block, String list) {
        return EvmJson.mapper()
                .getNodeFactory()
                .textNode("0x" + Integer.toHexString(block.path(list).size()));
    }

    private static long number(JsonNode block) {
        return Long.decode(block.get("number").asText());
    }
}
