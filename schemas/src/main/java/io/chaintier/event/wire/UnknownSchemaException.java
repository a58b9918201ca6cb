package io.chaintier.event.wire;

/**
 * A record was written with a schema that this build does not know: by a newer publisher, most likely. The record is not
 * at fault: stop the partition and upgrade.
 */
public final class UnknownSchemaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnknownSchemaException(String message) {
        super(message);
    }
}
