package io.chaintier.localstack;

/** A local server could not be started, reached or stopped. The message tells a person what to do about it. */
public final class StackException extends RuntimeException {
    StackException(String message) {
        super(message);
    }

    StackException(String message, Throwable cause) {
        super(message, cause);
    }
}
