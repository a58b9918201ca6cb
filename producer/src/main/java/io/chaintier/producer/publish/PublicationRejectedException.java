package io.chaintier.producer.publish;

/**
 * The publication contradicts the chain as published so far, for example by reverting a block that is not the head.
 * Nothing of it was written; the publisher goes on.
 */
public final class PublicationRejectedException extends PublisherException {
    private static final long serialVersionUID = 1L;

    PublicationRejectedException(String message) {
        super(message, null);
    }
}
