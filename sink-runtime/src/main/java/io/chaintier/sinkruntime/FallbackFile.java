package io.chaintier.sinkruntime;

import io.chaintier.spill.Frame;
import io.chaintier.spill.SpillStatus;
import java.nio.file.Path;
import java.util.List;

/**
 * The file in front of a store, as the sink sees it; {@link io.chaintier.spill.Spill} says what each method means.
 * Whenever one throws {@link UnusableException} the file is to be closed and opened anew.
 */
interface FallbackFile extends AutoCloseable {
    /** The disk does not let us. */
    final class UnusableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnusableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Opens the file, any number of times. */
    interface Opener {
        /**
         * @throws UnusableException   if the disk does not let us now
         * @throws SinkFailedException if the file is not ours to use
         */
        FallbackFile open();

        Path directory();
    }

    boolean append(int stream, long from, long to, byte[] payload);

    List<Frame> read(int maxFrames, long maxBytes);

    boolean isRead();

    boolean isEmpty();

    void rewind();

    void release(Frame.Place upTo);

    long coveredUntil(int stream, long from);

    SpillStatus status();

    @Override
    void close();
}
