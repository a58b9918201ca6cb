package io.chaintier.producer.publish;

/**
 * The publisher stopped and a restart alone will not help: no permission, a topic that does not fit, an event log that
 * is not the one it was.
 */
public final class PublisherFailedException extends PublisherException {
    private static final long serialVersionUID = 1L;

    PublisherFailedException(String message) {
        super(message, null);
    }

    PublisherFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
