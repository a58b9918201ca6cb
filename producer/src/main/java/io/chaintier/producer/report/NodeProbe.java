package io.chaintier.producer.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.chaintier.event.BlockRef;
import io.chaintier.event.ChainId;
import io.chaintier.nodereports.NodeReport;
import io.chaintier.nodereports.NodeStatus;
import io.chaintier.nodereports.NodeStatus.Syncing;
import io.chaintier.producer.rpc.JsonRpcClient;
import io.chaintier.producer.rpc.NodeException;
import io.chaintier.producer.rpc.NodeJson;
import io.chaintier.producer.rpc.RpcAnswer;
import io.chaintier.producer.rpc.RpcCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Asks an Ethereum node how it is. What a node does not offer is left out. All methods throw {@link NodeException}. */
final class NodeProbe {
    private final JsonRpcClient rpc;

    NodeProbe(JsonRpcClient rpc) {
        this.rpc = rpc;
    }

    ChainId chain() throws InterruptedException {
        return NodeJson.chain(rpc.node(), rpc.call(RpcCall.of("eth_chainId")));
    }

    /** @throws NodeException if it does not answer, has no block yet, or is of another chain */
    NodeStatus status(ChainId expected) throws InterruptedException {
        List<RpcAnswer> answers = rpc.batch(List.of(
                RpcCall.of("eth_chainId"),
                RpcCall.of("eth_getBlockByNumber", "latest", false),
                RpcCall.of("eth_syncing"),
                RpcCall.of("net_peerCount"),
                RpcCall.of("web3_clientVersion")));
        ChainId chain = NodeJson.chain(rpc.node(), answers.get(0).orThrow());
        if (!chain.equals(expected)) {
            throw new NodeException("node " + rpc.node() + " is of chain " + chain + ", not of " + expected);
        }
        JsonNode latest = answers.get(1)
                .orThrow()
                .orElseThrow(() -> new NodeException("node " + rpc.node() + " has no block yet"));
        return new NodeStatus(
                offered(answers.get(4)).filter(JsonNode::isTextual).map(JsonNode::asText),
                Optional.of(NodeJson.block(rpc.node(), latest)),
                offered(answers.get(2)).filter(JsonNode::isObject).map(NodeProbe::syncing),
                offered(answers.get(3)).map(NodeJson::optionalQuantity).orElse(OptionalLong.empty()),
                Optional.empty());
    }

    /**
     * The blocks that a report names, newest first: the head and those of {@link NodeReport#numbersBelow}. Asked for at
     * once, so that they are of one branch; the head may be newer than the one that was given, and blocks that the node
     * does not have are left out.
     */
    List<BlockRef> blocks(long head) throws InterruptedException {
        List<RpcCall> calls = new ArrayList<>();
        calls.add(byNumber(head));
        NodeReport.numbersBelow(head).forEach(number -> calls.add(byNumber(number)));
        return rpc.batch(calls).stream()
                .flatMap(answer -> offered(answer).stream())
                .map(block -> NodeJson.block(rpc.node(), block))
                .toList();
    }

    private static RpcCall byNumber(long number) {
        return RpcCall.of("eth_getBlockByNumber", NodeJson.quantity(number), false);
    }

    private static Optional<JsonNode> offered(RpcAnswer answer) {
        return answer instanceof RpcAnswer.Result ? answer.orThrow() : Optional.empty();
    }

    private static Syncing syncing(JsonNode progress) {
        return new Syncing(
                NodeJson.optionalQuantity(progress.path("currentBlock")),
                NodeJson.optionalQuantity(progress.path("highestBlock")));
    }
}
