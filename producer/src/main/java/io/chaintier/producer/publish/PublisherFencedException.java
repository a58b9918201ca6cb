package io.chaintier.producer.publish;

/**
 * Another publisher of the chain took over. What this one had not yet confirmed was not written; what it had spooled
 * stays in its folder, which the message names. A restart would take the chain back: stop one of the two for good.
 */
public final class PublisherFencedException extends PublisherException {
    private static final long serialVersionUID = 1L;

    PublisherFencedException(String message) {
        super(message, null);
    }
}
