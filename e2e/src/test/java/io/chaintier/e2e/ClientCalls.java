package io.chaintier.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chaintier.evm.EvmJson;
import io.chaintier.localchain.RecordedBlock;
import java.util.Comparator;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * What client libraries are asked about: the block with the most transactions.
 *
 * @param address that has logs in it
 */
record ClientCalls(long number, String hash, List<String> transactions, String address) {
    static ClientCalls about(List<RecordedBlock> canonical) {
        RecordedBlock busiest = canonical.stream()
                .filter(block -> block.receipts().findValue("address") != null)
                .max(Comparator.comparingInt(block -> block.receipts().size()))
                .orElseThrow();
        List<String> transactions = StreamSupport.stream(
                        busiest.block().get("transactions").spliterator(), false)
                .map(transaction -> transaction.get("hash").asText())
                .toList();
        String address = busiest.receipts().findValue("address").asText();
        return new ClientCalls(busiest.number(), busiest.hash(), transactions, address);
    }

    /** As {@code run.mjs} takes it. */
    JsonNode json() {
        ObjectNode json = EvmJson.mapper().createObjectNode();
        json.put("number", number).put("hash", hash).put("address", address);
        json.set("transactions", EvmJson.mapper().valueToTree(transactions));
        return json;
    }
}
