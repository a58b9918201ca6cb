package io.chaintier.cli;

import io.chaintier.config.Settings;
import io.chaintier.disksink.DiskSink;
import io.chaintier.memorysink.MemorySink;
import io.chaintier.sinkruntime.MissingRange;
import io.chaintier.sinkruntime.Sink;
import io.chaintier.sinkstatus.StatusConfig;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The two sink services. */
@Command(
        name = "sink",
        mixinStandardHelpOptions = true,
        description = "Run a sink: keep one store in step with the topics.",
        synopsisSubcommandLabel = "(memory | disk)")
final class SinkCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    /** What a person allows a sink to do without. */
    static final class Accepted {
        @Option(
                names = "--accept-missing",
                paramLabel = "TOPIC-PARTITION:FIRST-LAST",
                converter = RangeConverter.class,
                description = "Pass over records that neither Kafka nor the fallback file has any more: exactly the"
                        + " offsets that the sink named when it stopped. May be repeated.")
        private List<MissingRange> ranges = List.of();
    }

    /** Ranges of offsets on the command line. */
    static final class RangeConverter implements ITypeConverter<MissingRange> {
        @Override
        public MissingRange convert(String text) {
            try {
                return MissingRange.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "which sink? expected memory or disk");
    }

    @Command(
            name = "memory",
            mixinStandardHelpOptions = true,
            description = "Keep Redis in step with the topics, until SIGTERM or Ctrl-C.")
    int memory(@Mixin SettingsOptions settings, @Mixin Accepted accepted) throws InterruptedException {
        Settings loaded = settings.load();
        StatusConfig status = StatusConfig.from(loaded, StatusConfig.MEMORY_PORT);
        Sink sink = MemorySink.create(loaded, accepted.ranges);
        return ServiceRunner.run(SinkService.of(MemorySink.NAME, sink, status), "memory-sink");
    }

    @Command(
            name = "disk",
            mixinStandardHelpOptions = true,
            description = "Keep Cassandra in step with the topics, until SIGTERM or Ctrl-C.")
    int disk(@Mixin SettingsOptions settings, @Mixin Accepted accepted) throws InterruptedException {
        Settings loaded = settings.load();
        StatusConfig status = StatusConfig.from(loaded, StatusConfig.DISK_PORT);
        Sink sink = DiskSink.create(loaded, accepted.ranges);
        return ServiceRunner.run(SinkService.of(DiskSink.NAME, sink, status), "disk-sink");
    }
}
