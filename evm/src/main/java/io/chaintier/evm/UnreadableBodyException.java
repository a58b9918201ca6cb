package io.chaintier.evm;

/**
 * A stored header, transaction or receipt cannot be decoded: its format is not known (a newer program wrote it) or its
 * bytes are damaged. Reading it again from the same place gives the same.
 */
public final class UnreadableBodyException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnreadableBodyException(String message) {
        super(message);
    }

    UnreadableBodyException(String message, Throwable cause) {
        super(message, cause);
    }
}
