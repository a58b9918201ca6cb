package io.chaintier.gateway.rpc;

import java.util.Map;

/** A call that is answered with an error. The codes are those of JSON-RPC 2.0 and of EIP-1474. */
public final class RpcException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int code;
    private final transient Map<String, String> data;

    private RpcException(int code, String message) {
        this(code, message, Map.of());
    }

    private RpcException(int code, String message, Map<String, String> data) {
        super(message);
        this.code = code;
        this.data = Map.copyOf(data);
    }

    /** The same error with an object that programs can read, as {@code error.data}. */
    RpcException withData(Map<String, String> more) {
        return new RpcException(code, getMessage(), more);
    }

    /** Empty where there is nothing but the message. */
    Map<String, String> data() {
        return data;
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
