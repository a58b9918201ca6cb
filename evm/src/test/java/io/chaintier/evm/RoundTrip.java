package io.chaintier.evm;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chaintier.event.Block;
import io.chaintier.event.Bytes;
import io.chaintier.event.Hash;
import io.chaintier.event.Transaction;
import io.chaintier.evm.EvmRenderer.BlockContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads a parsed block back in every way there is. */
final class RoundTrip {
    private interface Writing {
        void write(JsonGenerator out) throws IOException;
    }

    private static final EvmRenderer RENDERER = new EvmRenderer();

    private final Block block;
    private final BlockContext context;
    private final List<Hash> hashes;

    RoundTrip(Block block) {
        this.block = block;
        context = new BlockContext(
                block.ref(), block.parentHash(), block.timestamp(), block.bodyFormat(), block.header());
        hashes = block.transactions().stream().map(Transaction::hash).toList();
    }

    JsonNode block() {
        return written(out -> RENDERER.writeBlock(out, context, hashes));
    }

    JsonNode fullBlock() {
        List<Bytes> bodies =
                block.transactions().stream().map(Transaction::body).toList();
        return written(out -> RENDERER.writeFullBlock(out, context, hashes, bodies));
    }

    JsonNode transaction(int index) {
        Transaction transaction = block.transactions().get(index);
        return written(out -> RENDERER.writeTransaction(out, context, index, transaction.hash(), transaction.body()));
    }

    JsonNode receipt(int index) {
        Transaction transaction = block.transactions().get(index);
        Bytes receipt = block.receipts().orElseThrow().get(index).body();
        return written(
                out -> RENDERER.writeReceipt(out, context, index, transaction.hash(), transaction.body(), receipt));
    }

    /** A block as it is answered with hashes only. */
    static JsonNode withHashesOnly(JsonNode fullBlock) {
        ObjectNode expected = fullBlock.deepCopy();
        ArrayNode hashes = expected.putArray("transactions");
        fullBlock.get("transactions").forEach(transaction -> hashes.add(transaction.get("hash")));
        return expected;
    }

    /** Receipts by the index of their transaction. */
    static Map<Integer, JsonNode> byTransaction(JsonNode fullBlock, JsonNode receipts) {
        Map<String, Integer> indexes = new HashMap<>();
        fullBlock
                .get("transactions")
                .forEach(transaction -> indexes.put(lowercase(transaction, "hash"), indexes.size()));
        Map<Integer, JsonNode> byTransaction = new HashMap<>();
        receipts.forEach(receipt -> byTransaction.put(indexes.get(lowercase(receipt, "transactionHash")), receipt));
        return byTransaction;
    }

    private static String lowercase(JsonNode object, String field) {
        return object.get(field).textValue().toLowerCase(Locale.ROOT);
    }

    private static JsonNode written(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            try (JsonGenerator out = EvmJson.mapper().createGenerator(bytes)) {
                writing.write(out);
            }
            return EvmJson.mapper().readTree(bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
