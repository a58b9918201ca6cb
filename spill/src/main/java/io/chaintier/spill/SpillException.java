package io.chaintier.spill;

/** A fallback log cannot do what it was asked. The subclass says what the caller can do; the message is for people. */
public abstract sealed class SpillException extends RuntimeException
        permits SpillFailedException, SpillRefusedException {
    private static final long serialVersionUID = 1L;

    SpillException(String message, Throwable cause) {
        super(message, cause);
    }
}
