package io.chaintier.localstack;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Finds {@code redis-server}: the one installed on this machine, else one the build has brought along in a jar. */
final class RedisBinary {
    private static final String NAME = "redis-server";

    private final String searchPath;
    private final String platform;
    private final Supplier<Path> jar;

    /**
     * @param searchPath the value of {@code PATH}
     * @param platform   system and processor as in the jar's file names, for example {@code linux-amd64}
     * @param jar        gives the jar; asked only when nothing is installed
     */
    RedisBinary(String searchPath, String platform, Supplier<Path> jar) {
        this.searchPath = searchPath;
        this.platform = platform;
        this.jar = jar;
    }

    static RedisBinary here() {
        return new RedisBinary(
                System.getenv().getOrDefault("PATH", ""),
                platform(System.getProperty("os.name"), System.getProperty("os.arch")),
                () -> Path.of(ServerClassPath.of("redis-server")));
    }

    static String platform(String osName, String osArch) {
        String system = osName.toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : osName.toLowerCase(Locale.ROOT);
        String processor = switch (osArch) {
            case "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            default -> osArch;
        };
        return system + "-" + processor;
    }

    /**
     * @param directory where a binary from the jar is unpacked to
     * @throws StackException if there is no binary for this platform
     */
    Path find(Path directory) {
        return installed().orElseGet(() -> unpack(directory.resolve(NAME)));
    }

    private Optional<Path> installed() {
        return Stream.of(searchPath.split(File.pathSeparator))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, NAME))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private Path unpack(Path target) {
        if (Files.isExecutable(target)) {
            return target;
        }
        try (ZipFile zip = new ZipFile(jar.get().toFile())) {
            ZipEntry entry = zip.stream()
                    .map(ZipEntry.class::cast)
                    .filter(candidate -> candidate.getName().startsWith(NAME))
                    .filter(candidate -> candidate.getName().endsWith("-" + platform))
                    .findFirst()
                    .orElseThrow(() -> new StackException("no " + NAME + " for " + platform + " is at hand; install"
                            + " Redis 6 or newer so that " + NAME + " is on the PATH"));
            Path half = target.resolveSibling(NAME + ".half");
            try (InputStream in = zip.getInputStream(entry)) {
                Files.copy(in, half, StandardCopyOption.REPLACE_EXISTING);
            }
            if (!half.toFile().setExecutable(true)) {
                throw new StackException("cannot make " + half + " executable");
            }
            return Files.move(half, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack " + NAME + " to " + target, e);
        }
    }
}
