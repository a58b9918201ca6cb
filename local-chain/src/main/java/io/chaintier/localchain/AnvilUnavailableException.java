package io.chaintier.localchain;

/**
 * There is no anvil on this machine and none could be installed: no Node.js, no network, or a platform anvil is
 * not built for. The message is one sentence for people: what is missing and what to do about it.
 */
public final class AnvilUnavailableException extends RuntimeException {
    AnvilUnavailableException(String message) {
        super(message);
    }

    AnvilUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
