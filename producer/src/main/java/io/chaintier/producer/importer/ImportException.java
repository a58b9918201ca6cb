package io.chaintier.producer.importer;

/** The import cannot go on, and a restart alone will not help. What was published before stays. */
public final class ImportException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ImportException(String message) {
        super(message);
    }

    ImportException(String message, Throwable cause) {
        super(message, cause);
    }
}
