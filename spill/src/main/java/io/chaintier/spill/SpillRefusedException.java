package io.chaintier.spill;

/**
 * The folder is not ours to use: another process has it, it belongs to another owner, or another version wrote it. A
 * restart alone will not help; nothing in the folder was changed.
 */
public final class SpillRefusedException extends SpillException {
    private static final long serialVersionUID = 1L;

    SpillRefusedException(String message) {
        super(message, null);
    }
}
