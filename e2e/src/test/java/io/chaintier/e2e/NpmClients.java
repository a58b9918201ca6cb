package io.chaintier.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.chaintier.evm.EvmJson;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Client libraries from npm, at the versions of the lock file in {@code src/test/clients}, installed below
 * {@code target} at first use. Where there is no Node.js or npm cannot install them, the test is skipped and says so.
 */
final class NpmClients {
    private static final long INSTALL_SECONDS = 180;
    private static final long RUN_SECONDS = 60;

    private final Path directory;

    private NpmClients(Path directory) {
        this.directory = directory;
    }

    static NpmClients installed() throws InterruptedException {
        Path sources = Path.of(System.getProperty("chaintier.home"), "e2e", "src", "test", "clients");
        Path directory = Path.of(System.getProperty("chaintier.home"), "e2e", "target", "clients");
        NpmClients clients = new NpmClients(directory);
        try {
            boolean current = Files.exists(directory.resolve("installed"))
                    && Files.mismatch(directory.resolve("installed"), sources.resolve("package-lock.json")) < 0;
            Files.createDirectories(directory);
            try (Stream<Path> all = Files.list(sources)) {
                for (Path source : all.toList()) {
                    Files.copy(source, directory.resolve(source.getFileName()), StandardCopyOption.REPLACE_EXISTING);
                }
            }
            if (!current) {
                clients.install();
                Files.copy(
                        sources.resolve("package-lock.json"),
                        directory.resolve("installed"),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the clients cannot be put into " + directory, e);
        }
        return clients;
    }

    private void install() throws InterruptedException {
        List<String> npm = List.of(
                "npm", "ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", "--fetch-retries=1");
        Process process = start(npm, directory.resolve("npm.log").toFile());
        boolean ended = process.waitFor(INSTALL_SECONDS, TimeUnit.SECONDS);
        process.destroy();
        Assumptions.assumeTrue(
                ended && process.exitValue() == 0,
                "skipped: npm could not install the client libraries, see " + directory.resolve("npm.log"));
    }

    /**
     * Runs {@code run.mjs} and reads the JSON that it prints.
     *
     * @param arguments as described there
     */
    CompletableFuture<JsonNode> run(String library, URI url, String... arguments) {
        List<String> command = new ArrayList<>(List.of("node", "run.mjs", library, url.toString()));
        command.addAll(List.of(arguments));
        File errors = directory.resolve(library + ".log").toFile();
        Process process = start(command, errors);
        return CompletableFuture.supplyAsync(() -> {
            try (InputStream out = process.getInputStream()) {
                String printed = new String(out.readAllBytes(), UTF_8);
                if (!process.waitFor(RUN_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                    throw new AssertionError(library + " failed: " + Files.readString(errors.toPath()) + printed);
                }
                return EvmJson.mapper().readTree(printed);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            } finally {
                process.destroyForcibly();
            }
        });
    }

    private Process start(List<String> command, File errors) {
        try {
            return new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectInput(new File("/dev/null"))
                    .redirectError(errors)
                    .start();
        } catch (IOException e) {
            Assumptions.abort("skipped: there is no Node.js here: " + e.getMessage());
            throw new UncheckedIOException(e);
        }
    }
}
