package io.chaintier.store;

/**
 * A store did not do what it was asked. The subclass says what the caller can do about it; nobody reads the message but
 * people. Whether a failed write reached the store is unknown: every write may be repeated.
 */
public abstract sealed class StoreException extends RuntimeException
        permits StoreUnavailableException,
                StoreOverloadedException,
                StoreRejectedException,
                StoreMisconfiguredException {
    private static final long serialVersionUID = 1L;

    StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
