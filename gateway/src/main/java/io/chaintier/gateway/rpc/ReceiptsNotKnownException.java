package io.chaintier.gateway.rpc;

import io.chaintier.event.BlockRef;

/** A block was published without its receipts, so nobody can say which logs it has. */
final class ReceiptsNotKnownException extends Exception {
    private static final long serialVersionUID = 1L;

    ReceiptsNotKnownException(BlockRef block) {
        super("the receipts of block " + block + " are not known: it was published without them");
    }
}
