package io.chaintier.spill;

import java.time.Clock;
import java.util.List;

/**
 * A log on disk that takes what cannot go where it should, first in, first out.
 *
 * <p>One thread appends, one reads and releases (they may be the same); everything is safe for any thread. Appending
 * copies into a mapped segment that was prepared before it is needed; it allocates nothing and waits for no disk.
 *
 * <p>What was appended survives the death of the process at once, and a power loss once it is forced, which happens every
 * {@link SpillConfig#forceInterval()} or by {@link #force}. What was read stays in the log until it is released.
 * After a crash the log holds: every forced frame that was not released, in order; perhaps frames that were appended and
 * not forced, up to the first that is not whole; perhaps frames that were released a moment before.
 *
 * <p>A disk that fails never loses frames in silence: the log rewrites what it had not forced to a new segment. Frames
 * that cannot be read back are missing from what {@link #read} gives, which shows as a hole in their stream, and their
 * segment is set aside instead of deleted.
 */
public final class Spill implements AutoCloseable {

    /**
     * Opens the log of a folder, or begins one, and recovers what is there: in bounded memory and time, however much
     * that is.
     *
     * @throws SpillRefusedException if the folder is in use, or belongs to another owner, or is of another version
     * @throws SpillFailedException  if the disk does not let us
     */
    public static Spill open(SpillConfig config, Owner owner, Clock clock) {
        throw new UnsupportedOperationException();
    }

    /** What was found when it was opened. */
    public Recovery recovery() {
        throw new UnsupportedOperationException();
    }

    /**
     * Appends a frame; see {@link Frame} for what the numbers mean.
     *
     * @return false if there is no room: the capacity or the free-space floor is reached, or the disk is full, see
     *         {@link SpillStatus#obstacle}. Nothing was appended then; try again after something was released
     * @throws SpillFailedException if the disk failed and the log could not go on in a new segment
     */
    public boolean append(int stream, long from, long to, byte[] payload) {
        throw new UnsupportedOperationException();
    }

    /**
     * Returns when everything appended before survives a power loss.
     *
     * @throws SpillFailedException if it does not
     */
    public void force() {
        throw new UnsupportedOperationException();
    }

    /**
     * The oldest frames that were not read yet, and moves on behind them. Damaged stretches are passed over.
     *
     * @param maxFrames 1 or more
     * @param maxBytes  of payload; one frame may be larger
     * @return none if there is nothing more to read now
     * @throws SpillFailedException if the disk does not give them
     */
    public List<Frame> read(int maxFrames, long maxBytes) {
        throw new UnsupportedOperationException();
    }

    /** Whether everything was read. */
    public boolean isRead() {
        throw new UnsupportedOperationException();
    }

    /** Whether everything was released. */
    public boolean isEmpty() {
        throw new UnsupportedOperationException();
    }

    /** Reads again from the oldest frame that was not released. */
    public void rewind() {
        throw new UnsupportedOperationException();
    }

    /**
     * Everything up to and with this place was dealt with and is given up: its space is used again. A place at or before
     * the last released one changes nothing.
     *
     * @throws IllegalArgumentException if it was not read yet
     */
    public void release(Frame.Place upTo) {
        throw new UnsupportedOperationException();
    }

    /**
     * How far the frames in the log (not yet released) cover a stream without a hole, beginning at {@code from}.
     *
     * @return the position behind the last one covered; {@code from} itself if the log has nothing that begins there
     */
    public long coveredUntil(int stream, long from) {
        throw new UnsupportedOperationException();
    }

    public SpillStatus status() {
        throw new UnsupportedOperationException();
    }

    /** Forces what was appended, and lets the folder go. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
