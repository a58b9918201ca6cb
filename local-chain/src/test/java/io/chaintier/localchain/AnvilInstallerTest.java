package io.chaintier.localchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnvilInstallerTest {
    private static final String WRITES_THE_BINARY = """
            echo run >>runs
            for cpu in linux-amd64 linux-arm64 darwin-amd64 darwin-arm64; do
              mkdir -p node_modules/@foundry-rs/anvil-$cpu/bin
              touch node_modules/@foundry-rs/anvil-$cpu/bin/anvil
              chmod +x node_modules/@foundry-rs/anvil-$cpu/bin/anvil
            done
            """;

    @TempDir
    Path directory;

    @Test
    void withoutNodeJsThePersonIsToldWhatToInstall() {
        AnvilInstaller installer = new AnvilInstaller(directory, "no-such-npm");

        assertThatThrownBy(installer::install)
                .isInstanceOf(AnvilUnavailableException.class)
                .hasMessage(
                        "anvil is installed from npm, and there is no npm on the PATH: install Node.js 20 or newer");
    }

    @Test
    void aFailureOfNpmIsShownInItsOwnWords() throws IOException {
        AnvilInstaller installer = installerWithNpm("echo 'npm error network request failed' >&2; exit 7");

        assertThatThrownBy(installer::install)
                .isInstanceOf(AnvilUnavailableException.class)
                .hasMessageContaining("exit code 7")
                .hasMessageContaining("npm error network request failed");
    }

    @Test
    void aSuccessOfNpmWithoutABinaryIsAFailure() throws IOException {
        AnvilInstaller installer = installerWithNpm("echo 'added 1 package'");

        assertThatThrownBy(installer::install).isInstanceOf(AnvilUnavailableException.class);
    }

    @Test
    void npmRunsOnlyAtFirstUse() throws IOException {
        AnvilInstaller installer = installerWithNpm(WRITES_THE_BINARY);

        installer.install();
        AnvilProgram program = installer.install();

        assertThat(program.binary()).isExecutable();
        assertThat(directory.resolve("runs")).hasContent("run");
    }

    @Test
    void ofManyWhoComeAtOnceOneRunsNpm() throws IOException {
        AnvilInstaller installer = installerWithNpm(WRITES_THE_BINARY);

        IntStream.range(0, 8).parallel().forEach(i -> installer.install());

        assertThat(directory.resolve("runs")).hasContent("run");
    }

    @Test
    void anotherVersionInTheDirectoryIsReplaced() throws IOException {
        AnvilInstaller installer = installerWithNpm(WRITES_THE_BINARY);
        installer.install();
        Files.writeString(directory.resolve("installed"), "the lock file of an older version");

        installer.install();

        assertThat(directory.resolve("runs")).hasContent("run\nrun");
    }

    @ParameterizedTest
    @CsvSource({
        "Linux, amd64, linux-amd64",
        "Linux, aarch64, linux-arm64",
        "Mac OS X, x86_64, darwin-amd64",
        "Mac OS X, aarch64, darwin-arm64"
    })
    void thePlatformsPackageIsChosen(String os, String architecture, String expected) {
        assertThat(AnvilInstaller.platform(os, architecture)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"Windows 11, amd64", "Linux, riscv64"})
    void aPlatformWithoutAnvilIsNamed(String os, String architecture) {
        assertThatThrownBy(() -> AnvilInstaller.platform(os, architecture))
                .isInstanceOf(AnvilUnavailableException.class)
                .hasMessageEndingWith("not on %s %s", os, architecture);
    }

    private AnvilInstaller installerWithNpm(String script) throws IOException {
        Path npm = directory.resolve("npm-for-test");
        Files.writeString(npm, "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(npm, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new AnvilInstaller(directory, npm.toString());
    }
}
