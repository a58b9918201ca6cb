package io.chaintier.cli;

import java.nio.file.Path;

/** Where Chaintier is installed. */
final class Home {
    private Home() {}

    /** The checkout, as {@code bin/chaintier} found it. */
    static Path directory() {
        return Path.of(System.getProperty("chaintier.home", "."))
                .toAbsolutePath()
                .normalize();
    }
}
