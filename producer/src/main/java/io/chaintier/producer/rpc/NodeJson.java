package io.chaintier.producer.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import io.chaintier.event.BlockRef;
import io.chaintier.event.ChainId;
import io.chaintier.event.Hash;
import java.util.Optional;
import java.util.OptionalLong;

/** What a node's answers mean. Errors are {@link NodeException}s that name the node. */
public final class NodeJson {
    private NodeJson() {}

    /** @param answer to {@code eth_chainId} */
    public static ChainId chain(String node, Optional<JsonNode> answer) {
        String hex = answer.map(JsonNode::asText).orElse("null");
        try {
            return new ChainId("eip155", Long.toUnsignedString(parse(hex)));
        } catch (IllegalArgumentException e) {
            throw new NodeException("node " + node + " answered eth_chainId with \"" + hex + "\"", e);
        }
    }

    /** Number and hash of a block. */
    public static BlockRef block(String node, JsonNode block) {
        String number = block.path("number").asText();
        String hash = block.path("hash").asText();
        try {
            return new BlockRef(parse(number), Hash.parse(hash));
        } catch (IllegalArgumentException e) {
            throw new NodeException(
                    "node " + node + " gave a block with number \"" + number + "\" and hash \"" + hash + "\"", e);
        }
    }

    /** A quantity that a node need not give; empty where it is none. */
    public static OptionalLong optionalQuantity(JsonNode answer) {
        try {
            return OptionalLong.of(parse(answer.asText()));
        } catch (IllegalArgumentException e) {
            return OptionalLong.empty();
        }
    }

    public static String quantity(long number) {
        return "0x" + Long.toHexString(number);
    }

    private static long parse(String hex) {
        if (!hex.startsWith("0x")) {
            throw new IllegalArgumentException("expected 0x and hexadecimal digits");
        }
        return Long.parseUnsignedLong(hex, 2, hex.length(), 16);
    }
}
