package io.chaintier.store;

/** The store is there but asks for less. Not an outage: slow down and repeat the call. */
public final class StoreOverloadedException extends StoreException {
    private static final long serialVersionUID = 1L;

    public StoreOverloadedException(String message) {
        super(message, null);
    }

    public StoreOverloadedException(String message, Throwable cause) {
        super(message, cause);
    }
}
