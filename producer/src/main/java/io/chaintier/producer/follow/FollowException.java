package io.chaintier.producer.follow;

/** The node and the topic do not belong together: trying again cannot help. */
public final class FollowException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FollowException(String message) {
        super(message);
    }
}
