package io.chaintier.cli;

import io.chaintier.config.Settings;
import io.chaintier.diskstore.CassandraConfig;
import io.chaintier.topics.KafkaClients;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a command's settings come from: defaults, then a file, then the environment, then the command line. */
final class SettingsOptions {
    /** Keys of client libraries, and variables that others than the services read. */
    private static final List<String> NOT_OURS = List.of(
            KafkaClients.PREFIX,
            CassandraConfig.DRIVER_PREFIX,
            CassandraConfig.CLUSTER_PREFIX,
            "java.opts",
            "log.level",
            "stack.dir",
            "server.java.home");

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

    /** @throws io.chaintier.config.SettingsException if the file cannot be read, or there is a key that nobody reads */
    Settings load() {
        Settings settings =
                Settings.load(Optional.ofNullable(file), System.getenv()).overriddenBy(Settings.of(given));
        settings.refuseUnknown(SettingsCommand.definitions(), NOT_OURS);
        return settings;
    }
}
