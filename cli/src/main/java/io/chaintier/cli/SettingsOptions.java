package io.chaintier.cli;

import io.chaintier.config.Settings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a command's settings come from: defaults, then a file, then the environment, then the command line. */
final class SettingsOptions {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Settings file (.properties). Environment variables CHAINTIER_... win over it.")
    private Path file;

    @Option(
            names = {"-s", "--set"},
            paramLabel = "KEY=VALUE",
            description = "A single setting; wins over file and environment. May be repeated.")
    private Map<String, String> given = new LinkedHashMap<>();

    /** @throws io.chaintier.config.SettingsException if the file cannot be read */
    Settings load() {
        return Settings.load(Optional.ofNullable(file), System.getenv()).overriddenBy(Settings.of(given));
    }
}
