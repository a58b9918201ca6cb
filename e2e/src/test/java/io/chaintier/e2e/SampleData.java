package io.chaintier.e2e;

import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chaintier.event.ChainId;
import io.chaintier.evm.EvmChain;
import io.chaintier.evm.EvmJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** The real chain data beside the checkout. */
final class SampleData {
    private static final ObjectMapper JSON = EvmJson.mapper();
    private static final Map<String, String> CHAINS = Map.of(
            "mainnet", "eip155:1",
            "goerli", "eip155:5",
            "sepolia", "eip155:11155111",
            "ropsten", "eip155:3",
            "op-mainnet", "eip155:10",
            "op-goerli", "eip155:420",
            "op-sepolia", "eip155:11155420");

    /** One line of a file. */
    record Line(JsonNode block, Optional<JsonNode> receipts) {}

    private SampleData() {}

    /** Skips the test, saying what is missing, where there is no data. */
    static Path directory() {
        Path directory = Path.of(System.getProperty("chaintier.home"))
                .resolve("../shared/data")
                .normalize();
        assumeThat(directory)
                .as("skipped: the real chain data is not in %s", directory)
                .isDirectory();
        return directory;
    }

    /**
     * All files by chain, blocks in a provider's form before the same ones in another's. Where a file has blocks whose
     * transactions are signed for another chain (one block of the Optimism files is of its test chain), those go to a
     * file of their own.
     *
     * @param scratch for such files
     */
    static Map<ChainId, List<Path>> filesByChain(Path scratch) {
        Map<ChainId, List<Path>> byChain = new LinkedHashMap<>();
        for (Path file : files()) {
            Map<ChainId, List<String>> lines = new LinkedHashMap<>();
            for (String text : texts(file)) {
                lines.computeIfAbsent(chain(file, text), chain -> new ArrayList<>())
                        .add(text);
            }
            lines.forEach((chain, its) -> byChain.computeIfAbsent(chain, id -> new ArrayList<>())
                    .add(lines.size() == 1 ? file : write(scratch, chain, file, its)));
        }
        return byChain;
    }

    private static List<Path> files() {
        try (Stream<Path> all = Files.list(directory())) {
            return all.filter(file -> file.getFileName().toString().contains(".ndjson"))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path write(Path scratch, ChainId chain, Path file, List<String> lines) {
        try {
            return Files.write(scratch.resolve(chain.fileName() + "-" + file.getFileName()), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Line> lines(Path file) {
        return texts(file).stream().map(SampleData::line).toList();
    }

    private static Line line(String text) {
        try {
            JsonNode line = JSON.readTree(text);
            return new Line(line.get("block"), Optional.ofNullable(line.get("receipts")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> texts(Path file) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(open(file), StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(Path file) throws IOException {
        InputStream in = Files.newInputStream(file);
        return file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
    }

    private static ChainId chain(Path file, String line) {
        String name = file.getFileName().toString();
        return EvmChain.idOf(line(line).block())
                .orElseGet(() -> CHAINS.entrySet().stream()
                        .filter(entry -> name.startsWith(entry.getKey() + "-"))
                        .map(entry -> ChainId.parse(entry.getValue()))
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("which chain is " + file + "?")));
    }
}
