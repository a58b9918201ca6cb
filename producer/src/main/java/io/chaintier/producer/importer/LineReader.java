package io.chaintier.producer.importer;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Lines of a text file, or of one compressed with gzip, which is known by its first bytes and not by its name. A line
 * may be as long as an array can be. One thread.
 */
final class LineReader implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int[] GZIP_MAGIC = {0x1f, 0x8b};

    private final Counting onDisk;
    private final InputStream text;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int next;
    private int end;
    private byte[] line = new byte[BUFFER_BYTES];

    LineReader(Path file) throws IOException {
        this.onDisk = new Counting(Files.newInputStream(file));
        this.text = decompressed(onDisk);
    }

    /** The next line without its end; empty at the end of the file. */
    Optional<byte[]> next() throws IOException {
        int length = 0;
        boolean any = false;
        while (fill()) {
            any = true;
            int from = next;
            while (next < end && buffer[next] != '\n') {
                next++;
            }
            length = append(from, next - from, length);
            if (next < end) {
                next++;
                return Optional.of(cut(length));
            }
        }
        return any ? Optional.of(cut(length)) : Optional.empty();
    }

    /** Bytes read so far, of the file as it is on disk. */
    long bytesRead() {
        return onDisk.count;
    }

    @Override
    public void close() throws IOException {
        text.close();
    }

    private boolean fill() throws IOException {
        if (next == end) {
            next = 0;
            end = Math.max(0, text.read(buffer, 0, buffer.length));
        }
        return end > 0;
    }

    private int append(int from, int count, int length) {
        if (line.length - length < count) {
            line = Arrays.copyOf(line, Math.max(line.length * 2, length + count));
        }
        System.arraycopy(buffer, from, line, length, count);
        return length + count;
    }

    private byte[] cut(int length) {
        boolean carriageReturn = length > 0 && line[length - 1] == '\r';
        return Arrays.copyOf(line, carriageReturn ? length - 1 : length);
    }

    private static InputStream decompressed(InputStream file) throws IOException {
        PushbackInputStream peeked =
                new PushbackInputStream(new BufferedInputStream(file, BUFFER_BYTES), GZIP_MAGIC.length);
        byte[] start = peeked.readNBytes(GZIP_MAGIC.length);
        peeked.unread(start);
        boolean gzip = start.length == GZIP_MAGIC.length
                && (start[0] & 0xff) == GZIP_MAGIC[0]
                && (start[1] & 0xff) == GZIP_MAGIC[1];
        return gzip ? new GZIPInputStream(peeked, BUFFER_BYTES) : peeked;
    }

    private static final class Counting extends FilterInputStream {
        private long count;

        Counting(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = in.read();
            count += read < 0 ? 0 : 1;
            return read;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = in.read(target, offset, length);
            count += Math.max(0, read);
            return read;
        }
    }
}
