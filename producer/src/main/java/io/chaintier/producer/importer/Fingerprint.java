package io.chaintier.producer.importer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What a file is known by, wherever it is and whatever it is called: its size and a digest of its content. */
final class Fingerprint {
    /** Files up to this size are read whole; of larger ones the first and the last half of it. */
    private static final int DIGESTED_BYTES = 64 << 20;

    private Fingerprint() {}

    /** @return the size in bytes, a dash, and 32 hexadecimal digits */
    static String of(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            MessageDigest digest = sha256();
            long size = channel.size();
            if (size <= DIGESTED_BYTES) {
                update(digest, channel, 0, size);
            } else {
                update(digest, channel, 0, DIGESTED_BYTES / 2);
                update(digest, channel, size - DIGESTED_BYTES / 2, size);
            }
            return size + "-" + HexFormat.of().formatHex(digest.digest(), 0, 16);
        }
    }

    private static void update(MessageDigest digest, FileChannel channel, long from, long toExclusive)
            throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        long position = from;
        while (position < toExclusive) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), toExclusive - position));
            int read = channel.read(buffer, position);
            if (read < 0) {
                throw new IOException(channel + " became shorter while it was read");
            }
            digest.update(buffer.flip());
            position += read;
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
