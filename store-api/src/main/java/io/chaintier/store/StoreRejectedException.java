package io.chaintier.store;

/** The store refuses this content whatever the time. The same call cannot succeed: park the record with its cause. */
public final class StoreRejectedException extends StoreException {
    private static final long serialVersionUID = 1L;

    public StoreRejectedException(String message) {
        super(message, null);
    }

    public StoreRejectedException(String message, Throwable cause) {
        super(message, cause);
    }
}
