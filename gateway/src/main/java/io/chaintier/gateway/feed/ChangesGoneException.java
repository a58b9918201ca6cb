package io.chaintier.gateway.feed;

/** Changes were missed: they were dropped, or could not be read. Whoever listens has to begin anew; the message says why. */
public final class ChangesGoneException extends Exception {
    private static final long serialVersionUID = 1L;

    ChangesGoneException(String message) {
        super(message);
    }
}
