package io.chaintier.sinkstatus;

/** The status cannot be shown where it was asked for; the message says where, why, and which settings decide it. */
public final class StatusServerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StatusServerException(String message, Throwable cause) {
        super(message, cause);
    }
}
