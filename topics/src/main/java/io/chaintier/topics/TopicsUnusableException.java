package io.chaintier.topics;

/** A topic is missing, or is not as we need it, and time alone will not change that. The message says what to do. */
public final class TopicsUnusableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TopicsUnusableException(String message) {
        super(message);
    }

    public TopicsUnusableException(String message, Throwable cause) {
        super(message, cause);
    }
}
