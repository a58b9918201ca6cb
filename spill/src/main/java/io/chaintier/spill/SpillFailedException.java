package io.chaintier.spill;

/**
 * The disk refused: an I/O error, a folder that cannot be written, space that is gone. The log that threw it takes
 * nothing more: close it. Opening it anew may work later, and tells what it then holds.
 */
public final class SpillFailedException extends SpillException {
    private static final long serialVersionUID = 1L;

    SpillFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
