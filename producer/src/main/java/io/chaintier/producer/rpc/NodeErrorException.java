package io.chaintier.producer.rpc;

/** The node answered with a JSON-RPC error. */
public final class NodeErrorException extends NodeException {
    private static final long serialVersionUID = 1L;
    private static final int METHOD_NOT_FOUND = -32601;
    private static final int METHOD_NOT_SUPPORTED = -32004;

    private final int code;

    NodeErrorException(String method, int code, String message) {
        super(method + ": error " + code + ": " + message);
        this.code = code;
    }

    /** Whether the node does not have the method at all. */
    public boolean isMethodMissing() {
        return code == METHOD_NOT_FOUND || code == METHOD_NOT_SUPPORTED;
    }
}
