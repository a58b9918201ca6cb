package io.chaintier.evm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** An invented block with a transaction of each type and much that is unusual: {@code frozen/evm-bodies-v1.json}. */
final class Sample {
    final ObjectNode block;
    final ArrayNode receipts;

    Sample() throws IOException {
        try (InputStream in = Sample.class.getResourceAsStream("/frozen/evm-bodies-v1.json")) {
            JsonNode line = EvmJson.mapper().readTree(in);
            block = (ObjectNode) line.get("block");
            receipts = (ArrayNode) line.get("receipts");
        }
    }

    ObjectNode transaction(int index) {
        return (ObjectNode) block.get("transactions").get(index);
    }

    ObjectNode receipt(int index) {
        return (ObjectNode) receipts.get(index);
    }

    ObjectNode log(int receipt, int index) {
        return (ObjectNode) receipts.get(receipt).get("logs").get(index);
    }

    ArrayNode transactions() {
        return (ArrayNode) block.get("transactions");
    }

    RoundTrip parsed() {
        return new RoundTrip(new EvmParser().parse(block, Optional.of(receipts)));
    }
}
