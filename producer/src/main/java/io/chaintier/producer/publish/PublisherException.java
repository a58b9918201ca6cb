package io.chaintier.producer.publish;

/** A publication, or a publisher, failed. The subclass says what can be done about it; the message is for people. */
public abstract sealed class PublisherException extends RuntimeException
        permits PublisherOverloadedException,
                PublisherUnavailableException,
                PublisherFencedException,
                PublisherFailedException,
                PublicationRejectedException {
    private static final long serialVersionUID = 1L;

    PublisherException(String message, Throwable cause) {
        super(message, cause);
    }
}
