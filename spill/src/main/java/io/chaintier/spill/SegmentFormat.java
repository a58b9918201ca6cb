package io.chaintier.spill;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * The format of a segment file. All numbers are little-endian, all checksums CRC32C. A segment is
 *
 * <pre>
 *      0  header, 4096 bytes        written before the segment has its first frame, never again
 *   4096  the header once more      one damaged page must not cost all the frames
 *   8192  seal, 4096 bytes          zeros until the segment is complete
 *  12288  frames                    one behind the other, each at a multiple of 8
 *         zeros up to the end of the file
 *
 *  header                           seal
 *   0 u64 magic "CHTSPILL"           0 u32 checksum of epoch and the rest of the page
 *   8 u32 format version, 1          4 u32 number of runs
 *  12 u32 checksum of the rest       8 u64 position behind the last frame
 *  16 u64 segment number            16 u64 number of frames
 *  24 u64 epoch                     24 u64 when the first was appended
 *  32 u64 size of the file          32 u64 when the last was appended
 *  40 u64 when it was made          40 runs of 24 bytes:
 *  48 u32 length of the owner          0 u32 stream     4 u32 number of frames
 *  52 owner, UTF-8                     8 u64 from      16 u64 to
 *
 *  frame
 *   0 u32 header checksum: of epoch, position in the file, and the bytes 4 to 40; never 0; written last
 *   4 u32 length of the payload
 *   8 u32 checksum of the payload
 *  12 u32 stream
 *  16 u64 from
 *  24 u64 to
 *  32 u64 when it was appended
 *  40 payload, and zeros up to a multiple of 8
 * </pre>
 *
 * What is written in which order, and why:
 *
 * <ol>
 *   <li>A file is filled with zeros, its header written, all of it forced, and its name forced, before it takes a frame.
 *       A full disk is told while there is still a choice, and a file without a header never held anything.
 *   <li>A frame's payload and fields come first, its header checksum last: until then a reader sees zero, the end. The
 *       death of the process keeps what is in the mapping, so it tears at most the frame that was being written.
 *   <li>A power loss can keep any page and lose any other, until they were forced. So everything carries a checksum. That
 *       of the header covers a random epoch and the position, so that neither old bytes nor a payload that contains a
 *       segment can pass for a frame; and it covers the checksum of the payload, so that the two belong together.
 *   <li>A length is believed only after the checksum over it.
 *   <li>The seal is written when all frames are forced. It spares the next start from reading a complete segment.
 * </ol>
 */
final class SegmentFormat {
    static final int VERSION = 1;
    static final int PAGE_BYTES = 4096;
    static final int SEAL_POSITION = 2 * PAGE_BYTES;
    static final int FIRST_FRAME = 3 * PAGE_BYTES;
    static final int FRAME_HEADER_BYTES = 40;
    static final int SEAL_FIXED_BYTES = 40;
    static final int SEAL_RUN_BYTES = 24;
    static final int ALIGNMENT = 8;

    private static final long MAGIC = ByteBuffer.wrap("CHTSPILL".getBytes(StandardCharsets.US_ASCII))
            .order(ByteOrder.LITTLE_ENDIAN)
            .getLong();
    private static final int HEADER_CRC = 12;
    private static final int OWNER = 52;

    /** For the fields of a frame on their way into a checksum. */
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private SegmentFormat() {}

    /** What a segment says of itself. */
    record Header(long segment, long epoch, long fileBytes, long createdAtMs, Owner owner) {}

    /** What a complete segment says of its frames. */
    record Seal(long end, int frames, long firstAppendedAtMs, long lastAppendedAtMs, Runs runs) {}

    /** A segment of a format that this build does not read. */
    static final class OtherVersionException extends Exception {
        private static final long serialVersionUID = 1L;

        OtherVersionException(int version) {
            super("format version " + Integer.toUnsignedString(version) + ", but this build reads " + VERSION);
        }
    }

    /** Bytes that a frame takes. */
    static long frameBytes(int payloadBytes) {
        return (FRAME_HEADER_BYTES + (long) payloadBytes + ALIGNMENT - 1) & -ALIGNMENT;
    }

    /** Both copies of the header. */
    static ByteBuffer encode(Header header) {
        byte[] owner = header.owner().toString().getBytes(StandardCharsets.UTF_8);
        ByteBuffer pages = littleEndian(2 * PAGE_BYTES)
                .putLong(MAGIC)
                .putInt(VERSION)
                .putInt(0)
                .putLong(header.segment())
                .putLong(header.epoch())
                .putLong(header.fileBytes())
                .putLong(header.createdAtMs())
                .putInt(owner.length)
                .put(owner);
        pages.putInt(HEADER_CRC, headerChecksum(pages.array(), 0));
        pages.put(PAGE_BYTES, pages.array(), 0, PAGE_BYTES);
        return pages.clear();
    }

    /**
     * @param pages the first two pages of a file
     * @return empty if neither copy is whole
     */
    static Optional<Header> decodeHeader(byte[] pages) throws OtherVersionException {
        ByteBuffer buffer = ByteBuffer.wrap(pages).order(ByteOrder.LITTLE_ENDIAN);
        for (int copy = 0; copy <= PAGE_BYTES; copy += PAGE_BYTES) {
            boolean whole = buffer.getLong(copy) == MAGIC
                    && buffer.getInt(copy + 8) == VERSION
                    && buffer.getInt(copy + HEADER_CRC) == headerChecksum(pages, copy);
            if (whole) {
                String owner = new String(
                        pages, copy + OWNER, buffer.getInt(copy + OWNER - Integer.BYTES), StandardCharsets.UTF_8);
                return Optional.of(new Header(
                        buffer.getLong(copy + 16),
                        buffer.getLong(copy + 24),
                        buffer.getLong(copy + 32),
                        buffer.getLong(copy + 40),
                        owner(owner)));
            }
        }
        boolean sameVersion = buffer.getInt(8) == buffer.getInt(PAGE_BYTES + 8);
        if (buffer.getLong(0) == MAGIC && sameVersion && buffer.getInt(8) != VERSION) {
            throw new OtherVersionException(buffer.getInt(8));
        }
        return Optional.empty();
    }

    static ByteBuffer encode(Seal seal, long epoch) {
        ByteBuffer page = littleEndian(PAGE_BYTES)
                .putInt(0)
                .putInt(seal.runs().count())
                .putLong(seal.end())
                .putLong(seal.frames())
                .putLong(seal.firstAppendedAtMs())
                .putLong(seal.lastAppendedAtMs());
        for (int run = 0; run < seal.runs().count(); run++) {
            page.putInt(seal.runs().stream(run))
                    .putInt(seal.runs().frames(run))
                    .putLong(seal.runs().from(run))
                    .putLong(seal.runs().to(run));
        }
        page.putInt(0, sealChecksum(page.array(), epoch));
        return page.clear();
    }

    /** @return empty if the page holds no whole seal */
    static Optional<Seal> decodeSeal(byte[] page, long epoch) {
        ByteBuffer buffer = ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN);
        int stored = buffer.getInt();
        int count = buffer.getInt();
        if (stored != sealChecksum(page, epoch) || count < 0 || count > Runs.MAX) {
            return Optional.empty();
        }
        long end = buffer.getLong();
        int frames = (int) buffer.getLong();
        long first = buffer.getLong();
        long last = buffer.getLong();
        Runs runs = new Runs(count);
        for (int run = 0; run < count; run++) {
            runs.append(buffer.getInt(), buffer.getInt(), buffer.getLong(), buffer.getLong());
        }
        return Optional.of(new Seal(end, frames, first, last, runs));
    }

    /** Computes the header checksums of frames without allocating. Not safe for threads. */
    static final class FrameChecksum {
        private static final int FIELDS = 16;

        private final CRC32C crc = new CRC32C();
        private final byte[] covered = new byte[FIELDS + FRAME_HEADER_BYTES - Integer.BYTES];

        FrameChecksum(long epoch) {
            LONG.set(covered, 0, epoch);
        }

        int payload(byte[] payload) {
            crc.reset();
            crc.update(payload, 0, payload.length);
            return (int) crc.getValue();
        }

        /** Sets the fields of a frame and returns their checksum. */
        int header(long position, int length, int payloadCrc, int stream, long from, long to, long appendedAtMs) {
            LONG.set(covered, 8, position);
            INT.set(covered, FIELDS, length);
            INT.set(covered, FIELDS + 4, payloadCrc);
            INT.set(covered, FIELDS + 8, stream);
            LONG.set(covered, FIELDS + 12, from);
            LONG.set(covered, FIELDS + 20, to);
            LONG.set(covered, FIELDS + 28, appendedAtMs);
            return sum();
        }

        /** Takes the fields of a frame from where they are stored and returns their checksum. */
        int header(long position, ByteBuffer stored, int at) {
            LONG.set(covered, 8, position);
            stored.get(at + Integer.BYTES, covered, FIELDS, FRAME_HEADER_BYTES - Integer.BYTES);
            return sum();
        }

        /** Copies the fields that were set last to where they are to be stored, all but the checksum. */
        void store(ByteBuffer into, int at) {
            into.put(at + Integer.BYTES, covered, FIELDS, FRAME_HEADER_BYTES - Integer.BYTES);
        }

        private int sum() {
            crc.reset();
            crc.update(covered, 0, covered.length);
            int sum = (int) crc.getValue();
            return sum == 0 ? 1 : sum;
        }
    }

    private static Owner owner(String lines) {
        Map<String, String> attributes = new TreeMap<>();
        lines.lines().forEach(line -> {
            int equals = line.indexOf('=');
            attributes.put(line.substring(0, equals), line.substring(equals + 1));
        });
        return new Owner(attributes);
    }

    private static int headerChecksum(byte[] pages, int page) {
        CRC32C crc = new CRC32C();
        crc.update(pages, page, HEADER_CRC);
        crc.update(pages, page + HEADER_CRC + Integer.BYTES, PAGE_BYTES - HEADER_CRC - Integer.BYTES);
        return (int) crc.getValue();
    }

    private static int sealChecksum(byte[] page, long epoch) {
        CRC32C crc = new CRC32C();
        crc.update(littleEndian(Long.BYTES).putLong(epoch).flip());
        crc.update(page, Integer.BYTES, PAGE_BYTES - Integer.BYTES);
        return (int) crc.getValue();
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
