package io.chaintier.e2e.drill;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** What only an administrator of the machine can do. Drills that need it say what they skip elsewhere. */
final class Root {
    private Root() {}

    /** Skips the drill, saying why, where this process may not mount file systems. */
    static void required() {
        assumeThat(run("id", "-u").trim())
                .as("skipped: this drill mounts a small file system, which only root can")
                .isEqualTo("0");
    }

    /** Skips the drill, saying why, where there is no strace or it may not attach. */
    static void straceRequired() {
        required();
        assumeThat(run("sh", "-c", "strace -o /dev/null true && echo works").trim())
                .as("skipped: this drill lets system calls fail, for which strace is needed")
                .isEqualTo("works");
    }

    /** Runs a command to its end and returns what it said; fails if it did not end soon. */
    static String run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(String.join(" ", command) + " does not end");
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
