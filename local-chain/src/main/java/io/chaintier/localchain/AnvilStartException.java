package io.chaintier.localchain;

/** A node did not come up. The message says why as far as the node's log does: the port is taken, a flag is refused. */
public sealed class AnvilStartException extends RuntimeException permits PortTakenException {
    AnvilStartException(String message) {
        super(message);
    }

    AnvilStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
