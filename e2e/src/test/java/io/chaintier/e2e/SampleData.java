package io.chaintier.e2e;

import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chaintier.event.ChainId;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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

    /** All files by chain, blocks in a provider's form before the same ones in another's. */
    static Map<ChainId, List<Path>> filesByChain() {
        Map<String, List<Path>> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(directory())) {
            all.filter(file -> file.getFileName().toString().contains(".ndjson"))
                    .sorted((one, other) -> other.compareTo(one))
                    .forEach(file -> files.computeIfAbsent(chain(file), chain -> new ArrayList<>())
                            .add(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<ChainId, List<Path>> byChain = new java.util.LinkedHashMap<>();
        files.forEach((chain, its) -> byChain.put(ChainId.parse(chain), its));
        return byChain;
    }

    static List<Line> lines(Path file) {
        List<Line> lines = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(open(file), StandardCharsets.UTF_8))) {
            for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                JsonNode line = JSON.readTree(text);
                lines.add(new Line(line.get("block"), Optional.ofNullable(line.get("receipts"))));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }

    private static InputStream open(Path file) throws IOException {
        InputStream in = Files.newInputStream(file);
        return file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
    }

    private static String chain(Path file) {
        String name = file.getFileName().toString();
        return CHAINS.entrySet().stream()
                .filter(entry -> name.startsWith(entry.getKey() + "-"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("which chain is " + file + "?"));
    }
}
