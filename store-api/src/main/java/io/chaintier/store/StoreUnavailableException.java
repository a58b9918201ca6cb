package io.chaintier.store;

/** The store cannot be reached, or cannot answer yet. The same call may succeed later: wait and repeat it. */
public final class StoreUnavailableException extends StoreException {
    private static final long serialVersionUID = 1L;

    public StoreUnavailableException(String message) {
        super(message, null);
    }

    public StoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
