package io.chaintier.producer.publish;

/**
 * Kafka could not be reached in the time given. Whether the publication was written is not known; the next publisher of
 * the chain finds out from the end of the topic. A restart may help.
 */
public final class PublisherUnavailableException extends PublisherException {
    private static final long serialVersionUID = 1L;

    PublisherUnavailableException(String message) {
        super(message, null);
    }

    PublisherUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
