package io.chaintier.spill;

import io.chaintier.spill.SegmentFormat.FrameChecksum;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads the frames of one segment, one after the other, through a window of bounded size. It reads the file and not the
 * mapping: a disk that fails shows as an exception here and now. Not safe for threads.
 */
final class FrameScanner implements Closeable {
    private static final int MAX_WINDOW_BYTES = 1 << 20;

    private final Disk.File file;
    private final FrameChecksum checksum;
    private final ByteBuffer window;
    /** Where the window begins in the file; it is filled up to its limit. */
    private long windowStart;

    private long position = SegmentFormat.FIRST_FRAME;
    private int ordinal;
    /** Nothing behind it is loaded: the writer may still change it. */
    private long limit;

    // The frame at the position, valid after FRAME was returned.
    private int length;
    private int payloadCrc;
    private int stream;
    private long from;
    private long to;
    private long appendedAtMs;
    private byte[] payload = new byte[0];

    /** What is at the position. */
    enum Found {
        /** A whole frame: its accessors say which; {@link #advance} moves on behind it. */
        FRAME,
        /** Bytes that are no frame; {@link #skipDamage} moves on to the next frame that is. */
        DAMAGE,
        /** The limit. */
        LIMIT
    }

    /** @param file is closed with this */
    FrameScanner(Disk.File file, long epoch) throws IOException {
        this.file = file;
        this.checksum = new FrameChecksum(epoch);
        this.window = ByteBuffer.allocateDirect((int) Math.min(MAX_WINDOW_BYTES, file.size()))
                .order(ByteOrder.LITTLE_ENDIAN)
                .limit(0);
    }

    /** Goes to the beginning of a frame. */
    void seek(long framePosition, int framesBefore) {
        position = framePosition;
        ordinal = framesBefore;
    }

    long position() {
        return position;
    }

    int ordinal() {
        return ordinal;
    }

    /**
     * Looks at what is at the position, and checks it.
     *
     * @param limit position behind the last byte that may belong to a frame
     */
    Found look(long limit) throws IOException {
        this.limit = limit;
        if (position + SegmentFormat.FRAME_HEADER_BYTES > limit) {
            return position >= limit ? Found.LIMIT : Found.DAMAGE;
        }
        if (!isHeader(position)) {
            return Found.DAMAGE;
        }
        int at = (int) (position - windowStart);
        length = window.getInt(at + 4);
        payloadCrc = window.getInt(at + 8);
        stream = window.getInt(at + 12);
        from = window.getLong(at + 16);
        to = window.getLong(at + 24);
        appendedAtMs = window.getLong(at + 32);
        payload = bytes(position + SegmentFormat.FRAME_HEADER_BYTES, length);
        return checksum.payload(payload) == payloadCrc ? Found.FRAME : Found.DAMAGE;
    }

    /** Moves on behind the frame that was found. */
    void advance() {
        position += SegmentFormat.frameBytes(length);
        ordinal++;
    }

    /**
     * Moves on from the damage that was found to the next bytes that are the header of a frame.
     *
     * @return false if there are none before the limit: the position is where it was
     */
    boolean skipDamage() throws IOException {
        for (long candidate = position + SegmentFormat.ALIGNMENT;
                candidate + SegmentFormat.FRAME_HEADER_BYTES <= limit;
                candidate += SegmentFormat.ALIGNMENT) {
            if (isHeader(candidate)) {
                position = candidate;
                return true;
            }
        }
        return false;
    }

    /** Position behind the last byte that is not zero, from the position on. */
    long lastNonZero() throws IOException {
        long end = position;
        for (long at = position; at < limit; at += SegmentFormat.ALIGNMENT) {
            if (load(at, Long.BYTES) && window.getLong((int) (at - windowStart)) != 0) {
                end = at + Long.BYTES;
            }
        }
        return end;
    }

    Frame frame(long segment) {
        Frame.Place place = new Frame.Place(segment, position + SegmentFormat.frameBytes(length), ordinal + 1);
        return new Frame(stream, from, to, appendedAtMs, payload, place);
    }

    int length() {
        return length;
    }

    int stream() {
        return stream;
    }

    long from() {
        return from;
    }

    long to() {
        return to;
    }

    long appendedAtMs() {
        return appendedAtMs;
    }

    /** Position behind the frame that was found. */
    long frameEnd() {
        return position + SegmentFormat.frameBytes(length);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private boolean isHeader(long candidate) throws IOException {
        if (!load(candidate, SegmentFormat.FRAME_HEADER_BYTES)) {
            return false;
        }
        int at = (int) (candidate - windowStart);
        int stored = window.getInt(at);
        if (stored == 0) {
            return false;
        }
        int claimed = window.getInt(at + 4);
        return claimed >= 0
                && SegmentFormat.frameBytes(claimed) <= limit - candidate
                && checksum.header(candidate, window, at) == stored;
    }

    private byte[] bytes(long at, int count) throws IOException {
        byte[] copy = new byte[count];
        if (count <= window.capacity()) {
            if (load(at, count)) {
                window.get((int) (at - windowStart), copy);
            }
        } else {
            file.read(ByteBuffer.wrap(copy), at);
        }
        return copy;
    }

    /** Makes these bytes be in the window; false if the file ends before. */
    private boolean load(long at, int count) throws IOException {
        if (at >= windowStart && at + count <= windowStart + window.limit()) {
            return true;
        }
        window.clear().limit((int) Math.min(window.capacity(), Math.max(0, limit - at)));
        windowStart = at;
        int read = file.read(window, at);
        window.flip();
        return read >= count;
    }
}
