package io.chaintier.evm;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** Real blocks of public chains, where they are at hand: see the README beside them. */
final class ChainData {
    /** @param where file and line, for messages */
    record Line(String where, JsonNode block, Optional<JsonNode> receipts) {}

    private static final Path DIRECTORY =
            Path.of(System.getProperty("chaintier.home"), "../shared/data").normalize();

    private ChainData() {}

    /** All blocks; skips the test if there are no data. */
    static List<Line> lines() throws IOException {
        return linesOf("");
    }

    /** The blocks of files whose name starts like this; skips the test if there are no data. */
    static List<Line> linesOf(String prefix) throws IOException {
        requireData();
        List<Path> files;
        try (Stream<Path> all = Files.list(DIRECTORY)) {
            files = all.filter(file -> file.getFileName().toString().contains(".ndjson"))
                    .filter(file -> file.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .toList();
        }
        List<Line> lines = new ArrayList<>();
        for (Path file : files) {
            readInto(lines, file);
        }
        return lines;
    }

    static JsonNode json(String name) throws IOException {
        requireData();
        return EvmJson.mapper().readTree(DIRECTORY.resolve(name).toFile());
    }

    private static void requireData() {
        assumeTrue(Files.isDirectory(DIRECTORY), "skipped: no real chain data in " + DIRECTORY);
    }

    private static void readInto(List<Line> lines, Path file) throws IOException {
        String name = file.getFileName().toString();
        try (InputStream raw = Files.newInputStream(file);
                InputStream plain = name.endsWith(".gz") ? new GZIPInputStream(raw) : raw;
                BufferedReader reader = new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8))) {
            int number = 0;
            for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                number++;
                JsonNode line = EvmJson.mapper().readTree(text);
                lines.add(new Line(name + ":" + number, line.get("block"), Optional.ofNullable(line.get("receipts"))));
            }
        }
    }
}
