package io.chaintier.gateway.feed;

/** The topic is not followed now, so nobody can begin to listen. The message says why. */
public final class FeedUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    FeedUnavailableException(String message) {
        super(message);
    }
}
