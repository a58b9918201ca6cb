package io.chaintier.cli;

import io.chaintier.config.Settings;
import io.chaintier.disksink.DiskSink;
import io.chaintier.memorysink.MemorySink;
import io.chaintier.sinkstatus.StatusConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The two sink services. */
@Command(
        name = "sink",
        mixinStandardHelpOptions = true,
        description = "Run a sink: keep one store in step with the topics.",
        synopsisSubcommandLabel = "(memory | disk)")
final class SinkCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "which sink? expected memory or disk");
    }

    @Command(
            name = "memory",
            mixinStandardHelpOptions = true,
            description = "Keep Redis in step with the topics, until SIGTERM or Ctrl-C.")
    int memory(@Mixin SettingsOptions settings) throws InterruptedException {
        Settings loaded = settings.load();
        StatusConfig status = StatusConfig.from(loaded, StatusConfig.MEMORY_PORT);
        return ServiceRunner.run(SinkService.of(MemorySink.NAME, MemorySink.create(loaded), status), "memory-sink");
    }

    @Command(
            name = "disk",
            mixinStandardHelpOptions = true,
            description = "Keep Cassandra in step with the topics, until SIGTERM or Ctrl-C.")
    int disk(@Mixin SettingsOptions settings) throws InterruptedException {
        Settings loaded = settings.load();
        StatusConfig status = StatusConfig.from(loaded, StatusConfig.DISK_PORT);
        return ServiceRunner.run(SinkService.of(DiskSink.NAME, DiskSink.create(loaded), status), "disk-sink");
    }
}
