package io.chaintier.localchain;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The last words of a child process's log. */
final class LogTail {
    private static final int LINES = 8;
    private static final long LONGEST_TAIL_BYTES = 16_384;

    private LogTail() {}

    /** The last lines, for an error message. Never throws. */
    static String of(Path log) {
        try {
            List<String> lines = since(log, Math.max(0, Files.size(log) - LONGEST_TAIL_BYTES))
                    .lines()
                    .toList();
            return String.join(System.lineSeparator(), lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
        } catch (IOException e) {
            return "(" + log + " cannot be read: " + e.getMessage() + ")";
        }
    }

    /** Everything from a byte position on; bytes that are not UTF-8 are replaced. */
    static String since(Path log, long position) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(log)) {
            channel.position(position);
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
