package io.chaintier.nodereports;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chaintier.event.BlockRef;
import io.chaintier.event.Bytes;
import io.chaintier.event.Hash;
import io.chaintier.nodereports.NodeStatus.Syncing;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A report as the JSON that is stored. What is not known is absent; fields that a later release adds are passed over.
 *
 * <pre>
 * {"client":"Geth/v1.16.3","head":{"number":17,"hash":"0x.."},"syncing":{"current":17,"highest":90},"peers":12,
 *  "failure":"..","blocks":[{"number":17,"hash":"0x.."},..],"published":{"number":16,"hash":"0x.."},"intervalMs":5000}
 * </pre>
 */
public final class NodeReportJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private NodeReportJson() {}

    public static Bytes encode(NodeReport report) {
        NodeStatus status = report.status();
        ObjectNode json = MAPPER.createObjectNode();
        status.client().ifPresent(client -> json.put("client", client));
        status.head().ifPresent(head -> put(json.putObject("head"), head));
        status.syncing().ifPresent(syncing -> {
            ObjectNode progress = json.putObject("syncing");
            syncing.current().ifPresent(current -> progress.put("current", current));
            syncing.highest().ifPresent(highest -> progress.put("highest", highest));
        });
        status.peers().ifPresent(peers -> json.put("peers", peers));
        status.failure().ifPresent(failure -> json.put("failure", failure));
        report.blocks().forEach(block -> put(json.withArray("blocks").addObject(), block));
        report.published().ifPresent(head -> put(json.putObject("published"), head));
        json.put("intervalMs", report.interval().toMillis());
        try {
            return Bytes.of(MAPPER.writeValueAsBytes(json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report is plain JSON", e);
        }
    }

    /** @throws IllegalArgumentException if the bytes are no report; the message says in what */
    public static NodeReport decode(Bytes bytes) {
        JsonNode json;
        try {
            json = MAPPER.readTree(bytes.array());
        } catch (IOException e) {
            throw new IllegalArgumentException("expected JSON, but got " + bytes, e);
        }
        if (!json.path("intervalMs").isIntegralNumber()) {
            throw new IllegalArgumentException("expected an object with a number intervalMs, but got " + json);
        }
        List<BlockRef> blocks = new ArrayList<>();
        json.path("blocks").forEach(block -> blocks.add(block(block)));
        return new NodeReport(
                new NodeStatus(
                        text(json, "client"),
                        optionalBlock(json, "head"),
                        json.has("syncing") ? Optional.of(syncing(json.get("syncing"))) : Optional.empty(),
                        number(json, "peers"),
                        text(json, "failure")),
                blocks,
                optionalBlock(json, "published"),
                Duration.ofMillis(json.get("intervalMs").longValue()));
    }

    private static Syncing syncing(JsonNode json) {
        return new Syncing(number(json, "current"), number(json, "highest"));
    }

    private static Optional<String> text(JsonNode json, String field) {
        return Optional.ofNullable(json.get(field)).map(JsonNode::asText);
    }

    private static OptionalLong number(JsonNode json, String field) {
        JsonNode number = json.path(field);
        return number.isIntegralNumber() ? OptionalLong.of(number.longValue()) : OptionalLong.empty();
    }

    private static Optional<BlockRef> optionalBlock(JsonNode json, String field) {
        return Optional.ofNullable(json.get(field)).map(NodeReportJson::block);
    }

    private static BlockRef block(JsonNode json) {
        OptionalLong number = number(json, "number");
        if (number.isEmpty()) {
            throw new IllegalArgumentException("expected a block with number and hash, but got " + json);
        }
        return new BlockRef(number.getAsLong(), Hash.parse(json.path("hash").asText()));
    }

    private static void put(ObjectNode json, BlockRef block) {
        json.put("number", block.number()).put("hash", block.hash().toString());
    }
}
