package io.chaintier.spill;

import io.chaintier.spill.SegmentFormat.FrameChecksum;
import io.chaintier.spill.SegmentFormat.Header;
import io.chaintier.spill.SegmentFormat.Seal;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * What a log knows of one of its segments. A segment that takes frames is mapped; one that is complete is not. Guarded by
 * the log.
 */
final class Segment {
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final long number;
    private final long epoch;
    private final long fileBytes;
    private final FrameChecksum checksum;
    private Optional<Disk.Mapping> mapping;
    private Runs runs;
    private long end = SegmentFormat.FIRST_FRAME;
    private long forcedEnd = SegmentFormat.FIRST_FRAME;
    private int frames;
    private long firstAppendedAtMs;
    private long lastAppendedAtMs;
    private boolean sealed;
    private boolean damaged;
    private boolean poisoned;

    private Segment(long number, long epoch, long fileBytes, Optional<Disk.Mapping> mapping, Runs runs) {
        this.number = number;
        this.epoch = epoch;
        this.fileBytes = fileBytes;
        this.mapping = mapping;
        this.runs = runs;
        this.checksum = new FrameChecksum(epoch);
    }

    /** Makes the file of a new segment: on return it is on the disk, and mapped. */
    static Segment create(Disk disk, Header header) throws IOException {
        String name = name(header.segment());
        disk.create(name, header.fileBytes());
        try (Disk.File file = disk.open(name)) {
            file.write(SegmentFormat.encode(header), 0);
            file.force();
            disk.forceNames();
            Disk.Mapping mapping = file.map();
            return new Segment(
                    header.segment(), header.epoch(), header.fileBytes(), Optional.of(mapping), new Runs(Runs.MAX));
        } catch (IOException | RuntimeException e) {
            disk.delete(name);
            throw e;
        }
    }

    /** A segment that an earlier log completed. */
    static Segment sealed(Header header, Seal seal) {
        Segment segment =
                new Segment(header.segment(), header.epoch(), header.fileBytes(), Optional.empty(), seal.runs());
        segment.sealed = true;
        segment.end = seal.end();
        segment.forcedEnd = seal.end();
        segment.frames = seal.frames();
        segment.firstAppendedAtMs = seal.firstAppendedAtMs();
        segment.lastAppendedAtMs = seal.lastAppendedAtMs();
        return segment;
    }

    /** A segment whose frames are found by reading it. */
    static Segment unread(Header header) {
        return new Segment(header.segment(), header.epoch(), header.fileBytes(), Optional.empty(), new Runs(Runs.MAX));
    }

    static String name(long number) {
        return String.format("%020d.segment", number);
    }

    /** The number in a segment's file name; empty if it is none. */
    static Optional<Long> number(String name) {
        return name.matches("\\d{19,20}\\.segment")
                ? Optional.of(Long.parseLong(name.substring(0, name.indexOf('.'))))
                : Optional.empty();
    }

    /** Whether there is room for a frame. */
    boolean takes(int stream, long from, int payloadBytes) {
        return SegmentFormat.frameBytes(payloadBytes) <= fileBytes - end && runs.takes(stream, from);
    }

    /**
     * Writes a frame into the mapping, where there is room.
     *
     * @throws InternalError if the file behind the mapping does not take it; perhaps much later, and out of other code
     */
    void append(int stream, long from, long to, long appendedAtMs, byte[] payload) {
        ByteBuffer mapped = mapping.orElseThrow().buffer();
        int at = (int) end;
        mapped.put(at + SegmentFormat.FRAME_HEADER_BYTES, payload);
        int sum = checksum.header(at, payload.length, checksum.payload(payload), stream, from, to, appendedAtMs);
        checksum.store(mapped, at);
        // Whoever sees the checksum sees all that is under it, also after the death of this process in the next line.
        INT.setRelease(mapped, at, sum);
        count(at + SegmentFormat.frameBytes(payload.length), stream, from, to, appendedAtMs);
    }

    /** Has every page of the mapping in memory and writable, so that no append waits for that. Changes nothing. */
    void touch() {
        ByteBuffer mapped = mapping.orElseThrow().buffer();
        for (int page = SegmentFormat.FIRST_FRAME; page < fileBytes; page += SegmentFormat.PAGE_BYTES) {
            INT.getAndBitwiseOr(mapped, page, 0);
        }
    }

    /** Takes note of a frame that was found, or written. */
    void count(long frameEnd, int stream, long from, long to, long appendedAtMs) {
        runs.add(stream, from, to);
        firstAppendedAtMs = frames == 0 ? appendedAtMs : firstAppendedAtMs;
        lastAppendedAtMs = appendedAtMs;
        frames++;
        end = frameEnd;
    }

    /** Forgets all frames, to have them counted anew. */
    void forgetFrames() {
        runs = new Runs(Runs.MAX);
        frames = 0;
        end = SegmentFormat.FIRST_FRAME;
    }

    /** Where frames end, also if the last bytes before hold none. */
    void endsAt(long position) {
        end = position;
    }

    /** All frames up to here survive a power loss. */
    void forced(long position) {
        forcedEnd = position;
    }

    /** Writes down what is in this complete segment, so that the next start need not read it. */
    void writeSeal(Disk disk) throws IOException {
        try (Disk.File file = disk.open(name())) {
            Seal seal = new Seal(end, frames, firstAppendedAtMs, lastAppendedAtMs, runs);
            file.write(SegmentFormat.encode(seal, epoch), SegmentFormat.SEAL_POSITION);
            file.force();
        }
    }

    /** Its seal is on the disk. */
    void sealed() {
        sealed = true;
        runs = runs.trimmed();
        mapping = Optional.empty();
    }

    FrameScanner scan(Disk disk) throws IOException {
        return new FrameScanner(disk.open(name()), epoch);
    }

    void markDamaged() {
        damaged = true;
    }

    /** The disk failed under it: it takes nothing more, and ends where it was last forced. */
    void poison() {
        poisoned = true;
        mapping = Optional.empty();
    }

    String name() {
        return name(number);
    }

    long number() {
        return number;
    }

    long fileBytes() {
        return fileBytes;
    }

    Optional<Disk.Mapping> mapping() {
        return mapping;
    }

    Runs runs() {
        return runs;
    }

    /** Position behind the last frame. */
    long end() {
        return end;
    }

    long forcedEnd() {
        return forcedEnd;
    }

    int frames() {
        return frames;
    }

    long firstAppendedAtMs() {
        return firstAppendedAtMs;
    }

    boolean isSealed() {
        return sealed;
    }

    boolean isDamaged() {
        return damaged;
    }

    boolean isPoisoned() {
        return poisoned;
    }
}
