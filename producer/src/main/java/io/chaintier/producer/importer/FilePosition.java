package io.chaintier.producer.importer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chaintier.event.BlockRef;
import io.chaintier.event.Bytes;
import io.chaintier.event.Hash;
import io.chaintier.producer.publish.StateChange;
import java.io.IOException;
import java.util.Optional;

/**
 * How much of a file is imported. Kept in {@code chain.state} under the file's fingerprint, written in one transaction
 * with the blocks it speaks of.
 *
 * @param file    its name, for people
 * @param lines   done, rejected and blank ones included
 * @param done    whether these are all
 * @param highest block of the file so far; empty where it has none
 */
record FilePosition(String file, long lines, boolean done, Optional<BlockRef> highest) {
    static final String NAMESPACE = "import";

    private static final ObjectMapper JSON = new ObjectMapper();

    static FilePosition start(String file) {
        return new FilePosition(file, 0, false, Optional.empty());
    }

    StateChange toState(String fingerprint) {
        ObjectNode json = JSON.createObjectNode();
        json.put("file", file).put("lines", lines).put("done", done);
        highest.ifPresent(block ->
                json.put("number", block.number()).put("hash", block.hash().toString()));
        try {
            return new StateChange(NAMESPACE, fingerprint, Optional.of(Bytes.of(JSON.writeValueAsBytes(json))));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a position is plain JSON", e);
        }
    }

    /** @throws ImportException if the value is no position */
    static FilePosition decode(Bytes value) {
        try {
            JsonNode json = JSON.readTree(value.array());
            Optional<BlockRef> highest = Optional.ofNullable(json.get("hash"))
                    .map(hash -> new BlockRef(json.get("number").asLong(), Hash.parse(hash.asText())));
            return new FilePosition(
                    json.path("file").asText(),
                    json.path("lines").asLong(),
                    json.path("done").asBoolean(),
                    highest);
        } catch (IOException | IllegalArgumentException e) {
            throw new ImportException("namespace import of chain.state holds what is no import position: " + value, e);
        }
    }
}
