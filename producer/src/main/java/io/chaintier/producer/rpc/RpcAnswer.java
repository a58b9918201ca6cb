package io.chaintier.producer.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** What a node said to one question. */
public sealed interface RpcAnswer {
    /** The result; JSON's null, where the node has nothing, as {@code NullNode}. */
    record Result(JsonNode json) implements RpcAnswer {}

    record Failure(NodeErrorException error) implements RpcAnswer {}

    /**
     * The result if there is one.
     *
     * @return empty where the node answered null
     * @throws NodeErrorException if it answered an error
     */
    default Optional<JsonNode> orThrow() {
        if (this instanceof Failure failure) {
            throw failure.error();
        }
        return Optional.of(((Result) this).json()).filter(json -> !json.isNull());
    }
}
