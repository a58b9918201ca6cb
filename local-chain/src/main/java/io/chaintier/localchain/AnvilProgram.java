package io.chaintier.localchain;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * Foundry's anvil, installed and ready to start any number of times.
 *
 * @param binary the executable of this platform
 */
public record AnvilProgram(Path binary) {
    public AnvilProgram {
        requireNonNull(binary, "binary");
    }

    /**
     * The program in {@code local-chain/target/anvil} of the repository that the system property
     * {@code chaintier.home} names, installed there by npm at first use. Later calls need neither Node.js nor a
     * network.
     *
     * @throws AnvilUnavailableException if it is not there and cannot be installed
     */
    public static AnvilProgram installed() {
        String home = System.getProperty("chaintier.home");
        if (home == null) {
            throw new IllegalStateException("the system property chaintier.home must name the repository's root");
        }
        return installedIn(Path.of(home, "local-chain", "target", "anvil"));
    }

    /**
     * The program in a directory of the caller's choice, installed there by npm at first use (some 45 MB). Safe to
     * call from several threads and processes at once: one installs, the others wait.
     *
     * @throws AnvilUnavailableException if it is not there and cannot be installed
     */
    public static AnvilProgram installedIn(Path directory) {
        return new AnvilInstaller(directory, "npm").install();
    }

    /**
     * Starts a node and returns when it answers.
     *
     * @throws AnvilStartException if it does not come up; the message holds the end of its log
     */
    public Anvil start(AnvilOptions options) {
        return Anvil.start(this, options);
    }
}
