package io.chaintier.spill;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Remembers up to where a log is released: everything before that place is given up. Two slots, each on a page of its own,
 * are written in turn, so that one is whole whatever a crash does to the other.
 *
 * <pre>
 *   0 u32 checksum of the rest of the slot     16 u64 segment
 *   4 u32 format version                       24 u64 position behind the last released frame
 *   8 u64 generation: the higher one counts    32 u32 ordinal of that frame
 * </pre>
 *
 * Not safe for threads.
 */
final class HeadFile implements Closeable {
    static final String NAME = "head";

    private static final int SLOT_BYTES = 36;

    private final Disk.File file;
    private long generation;

    private HeadFile(Disk.File file) {
        this.file = file;
    }

    /** Opens the file, having made it where it is missing. */
    static HeadFile open(Disk disk) throws IOException {
        if (!disk.list().contains(NAME)) {
            disk.create(NAME, 2 * SegmentFormat.PAGE_BYTES);
            disk.forceNames();
        }
        HeadFile head = new HeadFile(disk.open(NAME));
        head.read();
        return head;
    }

    /** The newest place that was written; empty where there is no file, or no slot of it is whole. Changes nothing. */
    static Optional<Frame.Place> readIn(Disk disk) throws IOException {
        if (!disk.list().contains(NAME)) {
            return Optional.empty();
        }
        return read(disk.open(NAME));
    }

    /** As {@link #readIn}, of a file that is closed then. */
    static Optional<Frame.Place> read(Disk.File file) throws IOException {
        try (HeadFile head = new HeadFile(file)) {
            return head.read();
        }
    }

    private Optional<Frame.Place> read() throws IOException {
        Optional<Frame.Place> newest = Optional.empty();
        for (int slot = 0; slot < 2; slot++) {
            ByteBuffer bytes = read(file, slot);
            if (isWhole(bytes) && bytes.getLong(8) > generation) {
                generation = bytes.getLong(8);
                newest = Optional.of(new Frame.Place(bytes.getLong(16), bytes.getLong(24), bytes.getInt(32)));
            }
        }
        return newest;
    }

    /** On return the place survives a power loss. */
    void write(Frame.Place place) throws IOException {
        ByteBuffer slot = slot().putInt(0)
                .putInt(SegmentFormat.VERSION)
                .putLong(generation + 1)
                .putLong(place.segment())
                .putLong(place.position())
                .putInt(place.ordinal());
        slot.putInt(0, checksum(slot));
        file.write(slot.clear(), (generation + 1) % 2 * SegmentFormat.PAGE_BYTES);
        file.force();
        generation++;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private static ByteBuffer read(Disk.File file, int slot) throws IOException {
        ByteBuffer bytes = slot();
        file.read(bytes, (long) slot * SegmentFormat.PAGE_BYTES);
        return bytes.clear();
    }

    private static boolean isWhole(ByteBuffer slot) {
        return slot.getInt(4) == SegmentFormat.VERSION && slot.getInt(0) == checksum(slot);
    }

    private static int checksum(ByteBuffer slot) {
        CRC32C crc = new CRC32C();
        crc.update(slot.array(), Integer.BYTES, SLOT_BYTES - Integer.BYTES);
        return (int) crc.getValue();
    }

    private static ByteBuffer slot() {
        return ByteBuffer.allocate(SLOT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }
}
