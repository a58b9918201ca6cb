package io.chaintier.producer.rpc;

/** The node did not answer, or not what was asked. The same question may be answered later. */
public class NodeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NodeException(String message) {
        super(message);
    }

    public NodeException(String message, Throwable cause) {
        super(message, cause);
    }
}
