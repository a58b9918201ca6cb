package io.chaintier.localchain;

/** A node answered a JSON-RPC request with an error object. */
public final class JsonRpcException extends RuntimeException {
    private final int code;

    JsonRpcException(String method, int code, String message) {
        super("%s answered error %d: %s".formatted(method, code, message));
        this.code = code;
    }

    /** The error's code as JSON-RPC 2.0 and EIP-1474 define it. */
    public int code() {
        return code;
    }
}
