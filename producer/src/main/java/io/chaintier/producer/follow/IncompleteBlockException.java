package io.chaintier.producer.follow;

import io.chaintier.producer.rpc.NodeException;

/** The node has the block, or says so, but does not give all of it yet. */
final class IncompleteBlockException extends NodeException {
    private static final long serialVersionUID = 1L;

    IncompleteBlockException(long number, String what) {
        super("block " + number + " is not whole yet: " + what);
    }
}
