package io.chaintier.cli;

import io.chaintier.disksink.DiskSink;
import io.chaintier.memorysink.MemorySink;
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
        return ServiceRunner.run(MemorySink.create(settings.load()), "memory-sink");
    }

    @Command(
            name = "disk",
            mixinStandardHelpOptions = true,
            description = "Keep Cassandra in step with the topics, until SIGTERM or Ctrl-C.")
    int disk(@Mixin SettingsOptions settings) throws InterruptedException {
        return ServiceRunner.run(DiskSink.create(settings.load()), "disk-sink");
    }
}
