package io.chaintier.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.chaintier.event.Block;
import io.chaintier.event.Bytes;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.event.Hash;
import io.chaintier.event.Transaction;
import io.chaintier.evm.EvmParser;
import io.chaintier.localchain.Anvil;
import io.chaintier.localchain.Traffic;
import io.chaintier.localchain.TrafficPlan;
import io.chaintier.storetestkit.ChainBuilder;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A chain on a real node whose blocks are full of token transfers, and the same as events.
 *
 * @param blocks those with the transfers, the same number in each
 */
record BenchChain(ChainId id, List<ChainEvent> events, List<Block> blocks, String token) {
    private static final long SEED = 42;
    private static final String TRANSFER = "0xa9059cbb";
    private static final int SETUP_BLOCKS = 3;

    static BenchChain mine(Anvil node, int count, int transactions) {
        Traffic.start(node.rpc(), TrafficPlan.seeded(SEED));
        String token = node.rpc()
                .call("eth_getBlockReceipts", "0x1")
                .path(0)
                .path("contractAddress")
                .asText();
        JsonNode accounts = node.rpc().call("eth_accounts");
        for (int block = 0; block < count; block++) {
            for (int i = 0; i < transactions; i++) {
                node.rpc().call("eth_sendTransaction", transfer(accounts, token, block * transactions + i));
            }
            node.rpc().call("evm_mine");
        }
        ChainId id = new ChainId(
                "eip155",
                Long.toString(Long.decode(node.rpc().call("eth_chainId").asText())));
        return read(node, id, token, count + SETUP_BLOCKS);
    }

    private static Map<String, Object> transfer(JsonNode accounts, String token, int number) {
        String to = accounts.get((number + 1) % accounts.size()).asText().substring(2);
        return Map.of(
                "from",
                accounts.get(number % accounts.size()).asText(),
                "to",
                token,
                "gas",
                "0x186a0",
                "maxFeePerGas",
                "0x77359400",
                "maxPriorityFeePerGas",
                "0x1",
                "data",
                TRANSFER + "0".repeat(24) + to + String.format("%064x", 1 + number));
    }

    private static BenchChain read(Anvil node, ChainId id, String token, int count) {
        EvmParser parser = new EvmParser();
        ChainBuilder chain = new ChainBuilder(id);
        List<Block> blocks = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            String quantity = "0x" + Integer.toHexString(number);
            Block block = parser.parse(
                    node.rpc().call("eth_getBlockByNumber", quantity, true),
                    Optional.of(node.rpc().call("eth_getBlockReceipts", quantity)));
            chain.append(block);
            blocks.add(block);
        }
        return new BenchChain(id, chain.events(), List.copyOf(blocks.subList(SETUP_BLOCKS, count)), token);
    }

    /** Which block a read of this number asks for. */
    Block block(int number) {
        return blocks.get(number % blocks.size());
    }

    /** Which transaction a read of this number asks for: of every block in turn. */
    Hash transaction(int number) {
        return transactionAt(number).hash();
    }

    private Transaction transactionAt(int number) {
        List<Transaction> transactions = block(number).transactions();
        return transactions.get(indexAt(number));
    }

    private int indexAt(int number) {
        return number / blocks.size() % block(number).transactions().size();
    }

    /** How many different things are read. */
    int things(What what) {
        boolean ofTransactions = what == What.TRANSACTION || what == What.RECEIPT;
        return ofTransactions ? blocks.size() * blocks.get(0).transactions().size() : blocks.size();
    }

    /** What an answer is made of, without what it is found by. */
    byte[] bytes(What what, int number) {
        Block block = block(number);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        switch (what) {
            case TRANSACTION -> add(bytes, transactionAt(number).body());
            case RECEIPT -> {
                add(bytes, transactionAt(number).body());
                add(bytes, block.receipts().orElseThrow().get(indexAt(number)).body());
            }
            case BLOCK -> {
                add(bytes, block.header());
                block.transactions().forEach(transaction -> add(bytes, transaction.body()));
            }
            case LOGS -> block.receipts().orElseThrow().forEach(receipt -> add(bytes, receipt.body()));
        }
        return bytes.toByteArray();
    }

    private static void add(ByteArrayOutputStream to, Bytes bytes) {
        to.writeBytes(bytes.array());
    }
}
