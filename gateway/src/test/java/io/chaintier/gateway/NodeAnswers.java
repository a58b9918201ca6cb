package io.chaintier.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chaintier.gateway.RealBlocks.Sample;
import java.util.Map;

/** Compares what a gateway answers about a canonical block with what the node gave, field by field. */
final class NodeAnswers {
    private NodeAnswers() {}

    /** @param transactionsOfABlock how many are asked for one by one */
    static void check(RpcClient client, Sample sample, int transactionsOfABlock) {
        JsonNode block = sample.json();
        String hash = block.get("hash").asText();
        String number = block.get("number").asText();
        JsonNode transactions = block.get("transactions");

        assertThat(client.call("eth_getBlockByHash", hash, true).result()).isEqualTo(block);
        assertThat(client.call("eth_getBlockByNumber", number, true).result()).isEqualTo(block);
        assertThat(client.call("eth_getBlockByHash", hash, false).result()).isEqualTo(withHashes(block));
        assertThat(client.call("eth_getBlockTransactionCountByNumber", number).result())
                .isEqualTo(quantity(transactions.size()));
        assertThat(client.call("eth_getBlockTransactionCountByHash", hash).result())
                .isEqualTo(quantity(transactions.size()));
        assertThat(client.call("eth_getUncleCountByBlockHash", hash).result())
                .isEqualTo(quantity(block.path("uncles").size()));
        assertThat(client.call("eth_getUncleCountByBlockNumber", number).result())
                .isEqualTo(quantity(block.path("uncles").size()));
        for (int i = 0; i < Math.min(transactions.size(), transactionsOfABlock); i++) {
            JsonNode transaction = transactions.get(i);
            String index = "0x" + Integer.toHexString(i);
            assertThat(client.call("eth_getTransactionByBlockHashAndIndex", hash, index)
                            .result())
                    .isEqualTo(transaction);
            assertThat(client.call("eth_getTransactionByBlockNumberAndIndex", number, index)
                            .result())
                    .isEqualTo(transaction);
            assertThat(client.call(
                                    "eth_getTransactionByHash",
                                    transaction.get("hash").asText())
                            .result())
                    .isEqualTo(transaction);
        }
        checkReceipts(client, sample, hash, number, transactionsOfABlock);
    }

    private static void checkReceipts(
            RpcClient client, Sample sample, String hash, String number, int transactionsOfABlock) {
        if (sample.receipts().isEmpty()) {
            RpcClient.Response refused = client.call("eth_getBlockReceipts", hash);
            assertThat(refused.errorCode()).isEqualTo(-32002);
            assertThat(refused.errorMessage()).contains("are not known", hash);
            JsonNode transaction = sample.json().path("transactions").path(0).path("hash");
            if (transaction.isTextual()) {
                assertThat(client.call("eth_getTransactionReceipt", transaction.asText())
                                .errorCode())
                        .isEqualTo(-32002);
            }
            return;
        }
        JsonNode receipts = sample.receipts().get();
        assertThat(client.call("eth_getBlockReceipts", hash).result()).isEqualTo(receipts);
        assertThat(client.call("eth_getBlockReceipts", number).result()).isEqualTo(receipts);
        assertThat(client.call("eth_getBlockReceipts", Map.of("blockHash", hash, "requireCanonical", true))
                        .result())
                .isEqualTo(receipts);
        assertThat(client.call("eth_getBlockReceipts", Map.of("blockNumber", number))
                        .result())
                .isEqualTo(receipts);
        for (int i = 0; i < Math.min(receipts.size(), transactionsOfABlock); i++) {
            JsonNode receipt = receipts.get(i);
            String transaction = receipt.get("transactionHash").asText();
            assertThat(client.call("eth_getTransactionReceipt", transaction).result())
                    .isEqualTo(receipt);
        }
    }

    private static JsonNode withHashes(JsonNode block) {
        ObjectNode copy = block.deepCopy();
        ArrayNode hashes = copy.putArray("transactions");
        block.get("transactions").forEach(transaction -> hashes.add(transaction.get("hash")));
        return copy;
    }

    private static JsonNode quantity(int count) {
        return RealBlocks.JSON.getNodeFactory().textNode("0x" + Integer.toHexString(count));
    }
}
