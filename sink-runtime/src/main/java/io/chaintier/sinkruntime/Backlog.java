package io.chaintier.sinkruntime;

import io.chaintier.sinkruntime.FallbackFile.UnusableException;
import io.chaintier.spill.Frame;
import io.chaintier.spill.SpillStatus;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import org.apache.kafka.common.TopicPartition;

/**
 * What waits in the fallback file, while there is a file: read from the oldest frame on, as often as need be, and given
 * back from the oldest on. While there is none it holds nothing. For the poll thread.
 *
 * <p>While it is emptied, at most half as much is appended as is read: so emptying ends, however far behind we are.
 *
 * <p>Every method throws {@link UnusableException} where the disk does not let us; {@link #close} it then.
 */
final class Backlog {
    private static final int READ_FRAMES = 1_000;
    private static final long READ_BYTES = 1 << 20;
    private static final long APPENDED_WHILE_DRAINING = 4 << 20;

    private final FallbackFile.Opener opener;
    private final ReadFrames readFrames = new ReadFrames();
    private Optional<FallbackFile> file = Optional.empty();
    private long credit;

    Backlog(FallbackFile.Opener opener) {
        this.opener = opener;
    }

    void open() {
        file = Optional.of(opener.open());
    }

    /** What was appended survives. */
    void close() {
        file.ifPresent(FallbackFile::close);
        file = Optional.empty();
        readFrames.clear();
    }

    boolean isOpen() {
        return file.isPresent();
    }

    /** Whether everything it held was given back. False while there is no file. */
    boolean isEmpty() {
        return file.map(FallbackFile::isEmpty).orElse(false);
    }

    /** Whether {@link #read} would give nothing. */
    boolean isRead() {
        return file.map(FallbackFile::isRead).orElse(true);
    }

    /** @return false if there is no room */
    boolean append(int stream, long from, long to, byte[] payload) {
        boolean taken = file.orElseThrow().append(stream, from, to, payload);
        if (taken) {
            credit -= payload.length;
        }
        return taken;
    }

    /** Whether appending would not outrun emptying. */
    boolean mayAppendWhileDraining() {
        return credit > 0;
    }

    /** Emptying begins, with a little ahead, so that new records do not wait for the first round. */
    void drainingBegins() {
        credit = APPENDED_WHILE_DRAINING;
    }

    /** The next frames, oldest first; each is then to be {@linkplain #passed passed} on or over. */
    List<Frame> read() {
        return file.orElseThrow().read(READ_FRAMES, READ_BYTES);
    }

    /** A frame that was read is now in the hands of its partition: it is given back when that is done with it. */
    void passed(TopicPartition partition, Frame frame) {
        readFrames.add(partition, frame);
        credit = Math.min(APPENDED_WHILE_DRAINING, credit + frame.payload().length / 2);
    }

    /** The oldest frame is read next. */
    void rewind() {
        file.ifPresent(FallbackFile::rewind);
        readFrames.clear();
    }

    /**
     * Gives back what nobody needs any more.
     *
     * @param done up to which position a partition's frames are not needed
     * @return whether there is more room now
     */
    boolean release(ToLongFunction<TopicPartition> done) {
        if (file.isEmpty()) {
            return false;
        }
        Optional<Frame.Place> reached = readFrames.release(done);
        reached.ifPresent(file.get()::release);
        return reached.isPresent();
    }

    /** Up to which position it holds everything of a stream from {@code from} on; {@code from} where it does not have that. */
    long coveredUntil(int stream, long from) {
        return file.map(open -> open.coveredUntil(stream, from)).orElse(from);
    }

    /** Lowest position of a stream. Reads everything, and rewinds. */
    OptionalLong firstOf(int stream) {
        if (file.isEmpty() || isEmpty()) {
            return OptionalLong.empty();
        }
        OptionalLong first = OptionalLong.empty();
        rewind();
        for (List<Frame> frames = read(); !frames.isEmpty(); frames = read()) {
            for (Frame frame : frames) {
                if (frame.stream() == stream) {
                    first = OptionalLong.of(Math.min(first.orElse(frame.from()), frame.from()));
                }
            }
        }
        rewind();
        return first;
    }

    /** Empty while there is no file. */
    Optional<SpillStatus> status() {
        return file.map(FallbackFile::status);
    }
}
