package io.chaintier.store;

/** The store is not set up for us: wrong credentials, a missing or changed table. No record is at fault: stop and say so. */
public final class StoreMisconfiguredException extends StoreException {
    private static final long serialVersionUID = 1L;

    public StoreMisconfiguredException(String message) {
        super(message, null);
    }

    public StoreMisconfiguredException(String message, Throwable cause) {
        super(message, cause);
    }
}
