package io.chaintier.sinkruntime;

/** A sink ended by itself and a restart alone will not help: its store or its topics are not set up for it. */
public final class SinkFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SinkFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
