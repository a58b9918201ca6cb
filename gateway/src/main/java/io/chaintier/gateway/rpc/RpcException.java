package io.chaintier.gateway.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Map;

/** A call that is answered with an error. The codes are those of JSON-RPC 2.0 and of EIP-1474. */
public final class RpcException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int code;
    private final boolean notStored;
    private final transient JsonNode data;

    private RpcException(int code, String message) {
        this(code, message, false, MissingNode.getInstance());
    }

    private RpcException(int code, String message, boolean notStored, JsonNode data) {
        super(message);
        this.code = code;
        this.notStored = notStored;
        this.data = data;
    }

    /** The same error with an object that programs can read, as {@code error.data}. */
    RpcException withData(Map<String, String> more) {
        return new RpcException(code, getMessage(), notStored, Json.MAPPER.valueToTree(more));
    }

    /** Missing where there is nothing but the message. */
    JsonNode data() {
        return data;
    }

    /** Whether it is certain that this gateway will never know, so that another node may be asked. */
    boolean isNotStored() {
        return notStored;
    }

    /** The error that another node answered, as it is. */
    static RpcException ofNode(int code, String message, JsonNode data) {
        return new RpcException(code, message, false, data);
    }

    /** The body is not JSON. */
    static RpcException parseError(String message) {
        return new RpcException(-32700, message);
    }

    /** The JSON is not a request. */
    public static RpcException invalidRequest(String message) {
        return new RpcException(-32600, message);
    }

    static RpcException methodNotFound(String message) {
        return new RpcException(-32601, message);
    }

    static RpcException invalidParams(String message) {
        return new RpcException(-32602, message);
    }

    /** A fault of this program. */
    static RpcException internal(String message) {
        return new RpcException(-32603, message);
    }

    /** The params are well-formed, but what they ask for contradicts the chain. */
    static RpcException invalidInput(String message) {
        return new RpcException(-32000, message);
    }

    static RpcException notFound(String message) {
        return new RpcException(-32001, message);
    }

    /** It may exist, but cannot be had now. */
    public static RpcException unavailable(String message) {
        return new RpcException(-32002, message);
    }

    /** It exists, but what is stored here does not say it. */
    static RpcException notStored(String message) {
        return new RpcException(-32002, message, true, MissingNode.getInstance());
    }

    /** It existed, but is from before what is stored here. */
    static RpcException pruned(String message) {
        return new RpcException(4444, message, true, MissingNode.getInstance());
    }

    /** It took longer than anybody waits. */
    public static RpcException timedOut() {
        return unavailable("request timed out");
    }

    public static RpcException limitExceeded(String message) {
        return new RpcException(-32005, message);
    }

    int code() {
        return code;
    }
}
