package io.chaintier.producer.follow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.chaintier.event.Block;
import io.chaintier.event.BlockRef;
import io.chaintier.event.ChainId;
import io.chaintier.evm.EvmJson;
import io.chaintier.evm.EvmParser;
import io.chaintier.evm.MalformedChainDataException;
import io.chaintier.producer.rpc.JsonRpcClient;
import io.chaintier.producer.rpc.NodeErrorException;
import io.chaintier.producer.rpc.NodeException;
import io.chaintier.producer.rpc.NodeJson;
import io.chaintier.producer.rpc.RpcAnswer;
import io.chaintier.producer.rpc.RpcCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An Ethereum node as the follower sees it. Safe for many threads. All methods throw {@link NodeException}. */
final class EvmNode {
    private static final Logger LOG = LoggerFactory.getLogger(EvmNode.class);
    private static final int RECEIPTS_PER_BATCH = 100;

    private final EvmParser parser = new EvmParser();
    private final JsonRpcClient rpc;
    /** Some nodes give receipts only one by one. */
    private volatile boolean blockReceiptsMissing;

    EvmNode(JsonRpcClient rpc) {
        this.rpc = rpc;
    }

    /** Where it is, for people. */
    String name() {
        return rpc.node();
    }

    ChainId chain() throws InterruptedException {
        return chain(rpc.call(RpcCall.of("eth_chainId")));
    }

    NodeStatus status() throws InterruptedException {
        List<RpcAnswer> answers = rpc.batch(List.of(
                RpcCall.of("eth_chainId"),
                RpcCall.of("eth_syncing"),
                RpcCall.of("eth_getBlockByNumber", "latest", false),
                RpcCall.of("eth_getBlockByNumber", "safe", false),
                RpcCall.of("eth_getBlockByNumber", "finalized", false)));
        JsonNode latest = answers.get(2)
                .orThrow()
                .orElseThrow(() -> new NodeException("node " + name() + " has no latest block yet"));
        return new NodeStatus(
                chain(answers.get(0).orThrow()),
                ref(latest),
                tagged(answers.get(3)),
                tagged(answers.get(4)),
                answers.get(1).orThrow().map(JsonNode::isObject).orElse(false));
    }

    /** The canonical blocks at these numbers, in order; empty where the node has none. */
    List<Optional<BlockRef>> canonical(List<Long> numbers) throws InterruptedException {
        List<RpcCall> calls = numbers.stream()
                .map(number -> RpcCall.of("eth_getBlockByNumber", NodeJson.quantity(number), false))
                .toList();
        return rpc.batch(calls).stream()
                .map(answer -> answer.orThrow().map(this::ref))
                .toList();
    }

    /**
     * Whole blocks with all receipts.
     *
     * @throws IncompleteBlockException if one of them is not there, or its receipts are not those of the block
     */
    List<Block> blocks(long from, long toExclusive) throws InterruptedException {
        List<RpcCall> calls = new ArrayList<>();
        List<Long> numbers = LongStream.range(from, toExclusive).boxed().toList();
        for (long number : numbers) {
            calls.add(RpcCall.of("eth_getBlockByNumber", NodeJson.quantity(number), true));
        }
        boolean oneByOne = blockReceiptsMissing;
        if (!oneByOne) {
            for (long number : numbers) {
                calls.add(RpcCall.of("eth_getBlockReceipts", NodeJson.quantity(number)));
            }
        }
        List<RpcAnswer> answers = rpc.batch(calls);
        List<Block> blocks = new ArrayList<>(numbers.size());
        for (int i = 0; i < numbers.size(); i++) {
            long number = numbers.get(i);
            JsonNode block =
                    answers.get(i).orThrow().orElseThrow(() -> new IncompleteBlockException(number, "it is null"));
            JsonNode receipts = oneByOne
                    ? receiptsOneByOne(number, block)
                    : receipts(number, block, answers.get(i + numbers.size()));
            blocks.add(whole(number, block, receipts));
        }
        return blocks;
    }

    private JsonNode receipts(long number, JsonNode block, RpcAnswer answer) throws InterruptedException {
        try {
            return answer.orThrow().orElseThrow(() -> new IncompleteBlockException(number, "its receipts are null"));
        } catch (NodeErrorException e) {
            if (!e.isMethodMissing()) {
                throw e;
            }
            if (!blockReceiptsMissing) {
                LOG.info("node {} has no eth_getBlockReceipts: asking for each receipt on its own", name());
                blockReceiptsMissing = true;
            }
            return receiptsOneByOne(number, block);
        }
    }

    private JsonNode receiptsOneByOne(long number, JsonNode block) throws InterruptedException {
        ArrayNode receipts = EvmJson.mapper().createArrayNode();
        List<RpcCall> calls = new ArrayList<>();
        for (JsonNode transaction : block.path("transactions")) {
            calls.add(RpcCall.of(
                    "eth_getTransactionReceipt", transaction.path("hash").asText()));
        }
        for (int start = 0; start < calls.size(); start += RECEIPTS_PER_BATCH) {
            for (RpcAnswer answer :
                    rpc.batch(calls.subList(start, Math.min(start + RECEIPTS_PER_BATCH, calls.size())))) {
                receipts.add(
                        answer.orThrow().orElseThrow(() -> new IncompleteBlockException(number, "a receipt is null")));
            }
        }
        return receipts;
    }

    /** The parser refuses receipts that are not exactly those of the block: fewer, or of another branch. */
    private Block whole(long number, JsonNode json, JsonNode receipts) {
        Block block;
        try {
            block = parser.parse(json, Optional.of(receipts));
        } catch (MalformedChainDataException e) {
            throw new IncompleteBlockException(number, e.getMessage());
        }
        if (block.ref().number() != number) {
            throw new IncompleteBlockException(number, "the node gave " + block.ref());
        }
        return block;
    }

    /** Tags are an error or null on nodes that know no finality. */
    private Optional<BlockRef> tagged(RpcAnswer answer) {
        return answer instanceof RpcAnswer.Result ? answer.orThrow().map(this::ref) : Optional.empty();
    }

    private ChainId chain(Optional<JsonNode> answer) {
        return NodeJson.chain(name(), answer);
    }

    private BlockRef ref(JsonNode block) {
        return NodeJson.block(name(), block);
    }
}
