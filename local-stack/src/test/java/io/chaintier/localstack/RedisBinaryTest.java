package io.chaintier.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisBinaryTest {
    @TempDir
    private Path directory;

    private Path jar;

    @BeforeEach
    void jarWithTwoPlatforms() throws IOException {
        jar = directory.resolve("redis.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            for (String platform : new String[] {"linux-amd64", "darwin-arm64"}) {
                zip.putNextEntry(new ZipEntry("redis-server-6.2.6-" + platform));
                zip.write(platform.getBytes());
            }
        }
    }

    @Test
    void theInstalledOneIsPreferred() throws IOException {
        Path bin = Files.createDirectory(directory.resolve("bin"));
        Path installed = Files.createFile(bin.resolve("redis-server"));
        assertThat(installed.toFile().setExecutable(true)).isTrue();

        Path found = new RedisBinary("/nowhere:" + bin, "linux-amd64", () -> jar).find(directory);

        assertThat(found).isEqualTo(installed);
    }

    @Test
    void otherwiseTheOneForThisPlatformIsUnpacked() {
        Path found = new RedisBinary("", "darwin-arm64", () -> jar).find(directory);

        assertThat(found).isExecutable().hasContent("darwin-arm64");
    }

    @Test
    void aPlatformWithoutABinaryIsNamedTogetherWithTheWayOut() {
        assertThatThrownBy(() -> new RedisBinary("", "linux-riscv64", () -> jar).find(directory))
                .isInstanceOf(StackException.class)
                .hasMessage("no redis-server for linux-riscv64 is at hand; install Redis 6 or newer so that"
                        + " redis-server is on the PATH");
    }

    @Test
    void platformsAreNamedAsInTheJar() {
        assertThat(RedisBinary.platform("Linux", "amd64")).isEqualTo("linux-amd64");
        assertThat(RedisBinary.platform("Mac OS X", "aarch64")).isEqualTo("darwin-arm64");
    }
}
