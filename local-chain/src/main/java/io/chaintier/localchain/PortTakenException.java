package io.chaintier.localchain;

/** Somebody else listens on the port. */
final class PortTakenException extends AnvilStartException {
    PortTakenException(int port) {
        super("port %d on %s is taken by another process".formatted(port, Anvil.HOST));
    }
}
