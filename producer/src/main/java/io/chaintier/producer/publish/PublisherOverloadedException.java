package io.chaintier.producer.publish;

/**
 * The queue between the caller and Kafka is full, and the spool takes no more or there is none. Nothing was taken:
 * publish the same again, later, and before what follows it.
 */
public final class PublisherOverloadedException extends PublisherException {
    private static final long serialVersionUID = 1L;

    PublisherOverloadedException(String message) {
        super(message, null);
    }
}
