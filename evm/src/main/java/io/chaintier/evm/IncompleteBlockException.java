package io.chaintier.evm;

/**
 * What is stored of a block is not enough for its consensus encoding: a field is missing that the encoding has, or the
 * rule for it is not known. The message names it.
 */
public final class IncompleteBlockException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    IncompleteBlockException(String message) {
        super(message);
    }
}
