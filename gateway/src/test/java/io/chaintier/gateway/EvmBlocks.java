package io.chaintier.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chaintier.event.Block;
import io.chaintier.event.Hash;
import io.chaintier.evm.EvmParser;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Small Ethereum blocks made up by tests: one transaction for each log, with hashes that can be told apart. */
public final class EvmBlocks {
    private EvmBlocks() {}

    /** A log by its contract and first topic, each a small number. */
    public record Log(int address, int topic) {}

    /**
     * @param fork  tells blocks of the same number apart
     * @param below fork of the parent
     */
    public static Block block(int number, int fork, int below, Log... logs) {
        ObjectNode block = RealBlocks.JSON
                .createObjectNode()
                .put("hash", hash(number, fork))
                .put("parentHash", hash(number - 1, below))
                .put("number", quantity(number))
                .put("timestamp", quantity(1000 + number))
                .put("miner", address(9))
                .put("gasUsed", "0x5208")
                .put("size", "0x220")
                .put("difficulty", "0x0");
        block.putArray("uncles");
        ArrayNode transactions = block.putArray("transactions");
        ArrayNode receipts = RealBlocks.JSON.createArrayNode();
        for (int i = 0; i < logs.length; i++) {
            transactions.add(transaction(number, fork, i));
            receipts.add(receipt(number, fork, i, logs[i]));
        }
        return new EvmParser().parse(block, Optional.of(receipts));
    }

    /** Hash of the block with this number. */
    public static String hash(int number, int fork) {
        return "0x" + String.format("%062x%02x", number, fork);
    }

    public static Hash hashOf(int number, int fork) {
        return Hash.parse(hash(number, fork));
    }

    public static String address(int address) {
        return String.format("0x%040x", address);
    }

    public static String topic(int topic) {
        return String.format("0x%064x", topic);
    }

    private static ObjectNode transaction(int number, int fork, int index) {
        return place(number, fork, index)
                .put("hash", transactionHash(number, fork, index))
                .put("from", address(1))
                .put("gas", "0x5208")
                .put("input", "0x")
                .put("nonce", quantity(index))
                .put("value", "0x0");
    }

    private static ObjectNode receipt(int number, int fork, int index, Log log) {
        ObjectNode receipt = place(number, fork, index).put("transactionHash", transactionHash(number, fork, index));
        ObjectNode json = place(number, fork, index)
                .put("transactionHash", transactionHash(number, fork, index))
                .put("address", address(log.address()))
                .put("data", "0x")
                .put("logIndex", quantity(index))
                .put("removed", false);
        json.putArray("topics").add(topic(log.topic()));
        receipt.putArray("logs").add(json);
        return receipt.put("status", "0x1");
    }

    private static ObjectNode place(int number, int fork, int index) {
        return RealBlocks.JSON
                .createObjectNode()
                .put("blockHash", hash(number, fork))
                .put("blockNumber", quantity(number))
                .put("transactionIndex", quantity(index));
    }

    private static String transactionHash(int number, int fork, int index) {
        return "0x" + String.format("%058x%02x%04x", number, fork, index);
    }

    private static String quantity(int number) {
        return "0x" + Integer.toHexString(number);
    }

    /** Blocks without logs, from one number to another. */
    public static List<Block> plain(int fromInclusive, int toInclusive, int fork) {
        return IntStream.rangeClosed(fromInclusive, toInclusive)
                .mapToObj(number -> block(number, fork, fork))
                .toList();
    }
}
