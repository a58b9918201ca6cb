package io.chaintier.producer.rpc;

import java.util.List;

/**
 * A question to a node.
 *
 * @param parameters text, numbers and booleans
 */
public record RpcCall(String method, List<Object> parameters) {
    public RpcCall {
        parameters = List.copyOf(parameters);
    }

    public static RpcCall of(String method, Object... parameters) {
        return new RpcCall(method, List.of(parameters));
    }
}
