package io.chaintier.producer.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineReaderTest {
    @TempDir
    private Path directory;

    @Test
    void linesOfAnyLengthComeWithoutTheirEnds() throws IOException {
        List<String> lines = List.of("", "a", "x".repeat(65_535), "y".repeat(65_536), "z".repeat(300_000), "", "b");

        assertThat(read(plain(String.join("\n", lines)))).isEqualTo(lines);
        assertThat(read(plain(String.join("\r\n", lines)))).isEqualTo(lines);
    }

    @Test
    void endOfTheLastLineMakesNoFurtherLine() throws IOException {
        assertThat(read(plain("a\nb\n"))).containsExactly("a", "b");
        assertThat(read(plain(""))).isEmpty();
        assertThat(read(plain("\n"))).containsExactly("");
    }

    @Test
    void compressedPartsOneAfterTheOtherAreOneText() throws IOException {
        Path file = directory.resolve("parts.gz");
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(gzip("a\nb"));
            out.write(gzip("c\nd\n"));
        }

        assertThat(read(file)).containsExactly("a", "bc", "d");
    }

    private Path plain(String text) throws IOException {
        return Files.writeString(directory.resolve("plain"), text);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static List<String> read(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        try (LineReader reader = new LineReader(file)) {
            for (Optional<byte[]> line = reader.next(); line.isPresent(); line = reader.next()) {
                lines.add(new String(line.get(), StandardCharsets.UTF_8));
            }
            assertThat(reader.bytesRead()).isEqualTo(Files.size(file));
        }
        return lines;
    }
}
