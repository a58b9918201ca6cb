package io.chaintier.localchain;

import static java.util.Objects.requireNonNull;

import io.chaintier.childprocess.LogTail;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Installs the locked version of anvil into one directory:
 *
 * <pre>
 * package.json, package-lock.json   copies of ours
 * node_modules/                     what npm made of them
 * installed                         a third copy of the lock file, written last: its content says what is whole
 * npm.log                           the last words of npm
 * lock                              held while installing, so that processes wait for each other
 * </pre>
 */
final class AnvilInstaller {
    private static final Logger LOG = LoggerFactory.getLogger(AnvilInstaller.class);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final String LOCK_FILE = "package-lock.json";

    private final Path directory;
    private final String npm;

    /** @param npm the command to run, a parameter so that its absence can be tested */
    AnvilInstaller(Path directory, String npm) {
        this.directory = requireNonNull(directory, "directory").toAbsolutePath();
        this.npm = requireNonNull(npm, "npm");
    }

    AnvilProgram install() {
        Path binary = directory.resolve(
                "node_modules/@foundry-rs/anvil-%s/bin/anvil".formatted(platform(osName(), architecture())));
        // File locks do not hold between the threads of one process: the monitor does.
        synchronized (AnvilInstaller.class) {
            try {
                Files.createDirectories(directory);
                try (FileChannel channel = FileChannel.open(
                        directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                    channel.lock(); // until the channel is closed
                    if (!isInstalled(binary)) {
                        runNpm(binary);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException("anvil could not be installed into " + directory, e);
            }
        }
        return new AnvilProgram(binary);
    }

    /** The name npm packages of anvil give a platform. */
    static String platform(String osName, String architecture) {
        String os = osName.toLowerCase(Locale.ROOT);
        String cpu = architecture.toLowerCase(Locale.ROOT);
        boolean linux = os.startsWith("linux");
        boolean mac = os.startsWith("mac");
        boolean amd64 = cpu.equals("amd64") || cpu.equals("x86_64");
        boolean arm64 = cpu.equals("aarch64") || cpu.equals("arm64");
        if (!(linux || mac) || !(amd64 || arm64)) {
            throw new AnvilUnavailableException(
                    "anvil runs here on Linux and macOS with amd64 or arm64 processors, not on %s %s"
                            .formatted(osName, architecture));
        }
        return (linux ? "linux" : "darwin") + (amd64 ? "-amd64" : "-arm64");
    }

    private boolean isInstalled(Path binary) throws IOException {
        Path installed = directory.resolve("installed");
        return Files.isExecutable(binary)
                && Files.exists(installed)
                && Files.readString(installed).equals(resource(LOCK_FILE));
    }

    private void runNpm(Path binary) throws IOException {
        Files.deleteIfExists(directory.resolve("installed"));
        Files.writeString(directory.resolve("package.json"), resource("package.json"));
        Files.writeString(directory.resolve(LOCK_FILE), resource(LOCK_FILE));
        Path log = directory.resolve("npm.log");
        LOG.info("Installing anvil with npm into {}", directory);
        int exit = exitCodeOfNpm(log);
        // The platform's package is an optional dependency: npm reports success without it.
        if (exit != 0 || !Files.isExecutable(binary)) {
            throw new AnvilUnavailableException(
                    "npm could not install anvil (exit code %d; is the package registry reachable?), see %s:%n%s"
                            .formatted(exit, log, LogTail.of(log, 8)));
        }
        Files.writeString(directory.resolve("installed"), resource(LOCK_FILE));
    }

    private int exitCodeOfNpm(Path log) throws IOException {
        Process process = startNpm(log);
        try {
            if (process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                return process.exitValue();
            }
            throw new AnvilUnavailableException(
                    "npm did not install anvil within %d minutes, see %s".formatted(PATIENCE.toMinutes(), log));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AnvilUnavailableException("interrupted while npm installed anvil", e);
        } finally {
            process.destroy();
        }
    }

    private Process startNpm(Path log) {
        // No install scripts: the binary is a plain file of the platform's package. Few retries: without a network
        // the answer should come in seconds.
        List<String> command = List.of(
                npm,
                "ci",
                "--ignore-scripts",
                "--prefer-offline",
                "--no-audit",
                "--no-fund",
                "--fetch-retries=1",
                "--fetch-retry-mintimeout=1000");
        try {
            return new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new AnvilUnavailableException(
                    "anvil is installed from npm, and there is no npm on the PATH: install Node.js 20 or newer", e);
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = AnvilInstaller.class.getResourceAsStream("npm/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String osName() {
        return System.getProperty("os.name");
    }

    private static String architecture() {
        return System.getProperty("os.arch");
    }
}
