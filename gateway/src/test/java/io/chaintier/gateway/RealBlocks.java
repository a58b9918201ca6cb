package io.chaintier.gateway;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chaintier.event.Block;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.evm.EvmParser;
import io.chaintier.storetestkit.ChainBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** Blocks of public chains, as nodes gave them, from the sample beside the repository. */
public final class RealBlocks {
    public static final ObjectMapper JSON = new ObjectMapper();

    private static final Path DIRECTORY =
            Path.of(System.getProperty("chaintier.home"), "../shared/data").normalize();

    private RealBlocks() {}

    /**
     * @param json     with full transactions
     * @param receipts empty where they are not known
     * @param block    the same for the pipeline
     */
    public record Sample(JsonNode json, Optional<JsonNode> receipts, Block block) {
        static Sample of(JsonNode line) {
            Optional<JsonNode> receipts = Optional.ofNullable(line.get("receipts"));
            return new Sample(line.get("block"), receipts, new EvmParser().parse(line.get("block"), receipts));
        }
    }

    /** The blocks of one file, lowest first; skips the test where the sample is not there. */
    public static List<Sample> of(String file) {
        Path path = DIRECTORY.resolve(file);
        assumeTrue(Files.exists(path), () -> "skipped: real blocks are answered as they came; there is no " + path);
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(open(path), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .map(RealBlocks::parse)
                    .map(Sample::of)
                    .sorted(Comparator.comparing(sample -> sample.block().ref().number()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The events that make these blocks a chain's canonical ones. */
    public static List<ChainEvent> events(ChainId chain, List<Sample> samples) {
        ChainBuilder history = new ChainBuilder(chain);
        samples.forEach(sample -> history.append(sample.block()));
        return history.events();
    }

    /** All files of the sample with blocks of one network, by the beginning of their name. */
    public static List<String> files(String network) {
        assumeTrue(Files.isDirectory(DIRECTORY), () -> "skipped: real blocks; there is no " + DIRECTORY);
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(network) && name.contains(".ndjson"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(Path path) throws IOException {
        InputStream file = Files.newInputStream(path);
        return path.toString().endsWith(".gz") ? new GZIPInputStream(file) : file;
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
