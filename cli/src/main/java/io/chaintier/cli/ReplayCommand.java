package io.chaintier.cli;

import io.chaintier.config.Settings;
import io.chaintier.disksink.DiskSink;
import io.chaintier.diskstore.CassandraChainReader;
import io.chaintier.diskstore.CassandraConfig;
import io.chaintier.memorysink.MemorySink;
import io.chaintier.memorystore.RedisChainReader;
import io.chaintier.memorystore.RedisConfig;
import io.chaintier.producer.publish.PublisherConfig;
import io.chaintier.replayer.PipelineStatus;
import io.chaintier.replayer.StatusReader;
import io.chaintier.sinkruntime.SinkConfig;
import io.chaintier.spill.SpillFolder;
import io.chaintier.store.ChainReader;
import io.chaintier.topics.KafkaClients;
import io.chaintier.topics.TopicsConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What to run after an outage. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = "See where things stand after an outage.",
        synopsisSubcommandLabel = "(status)")
final class ReplayCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "replay what? expected status");
    }

    @Command(
            name = "status",
            mixinStandardHelpOptions = true,
            description =
                    "Show the fallback files and spools on this machine, how far each sink is, the head of each chain in"
                            + " each tier, and dead letters by cause.")
    int status(@Mixin SettingsOptions options) throws InterruptedException {
        Settings settings = options.load();
        List<SinkConfig> sinks =
                List.of(SinkConfig.from(MemorySink.NAME, settings), SinkConfig.from(DiskSink.NAME, settings));
        // First what needs no server: an operator may ask because Kafka is down.
        printFiles(sinks);
        printSpools(PublisherConfig.from(settings).spooling().directory());
        CassandraConfig cassandra = CassandraConfig.from(settings);
        try (ChainReader memory = new RedisChainReader(RedisConfig.from(settings));
                ChainReader replica = CassandraChainReader.ofReplica(cassandra);
                ChainReader primary = CassandraChainReader.ofPrimary(cassandra)) {
            Map<String, ChainReader> tiers = new LinkedHashMap<>();
            tiers.put("memory", memory);
            tiers.put("replica", replica);
            tiers.put("primary", primary);
            List<String> groups = sinks.stream().map(SinkConfig::groupId).toList();
            print(new StatusReader(KafkaClients.from(settings), TopicsConfig.from(settings), groups, tiers).read());
        }
        return ExitCode.DONE;
    }

    private void print(PipelineStatus status) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%n%-28s %s%n", "SINK", "RECORDS NOT YET COMMITTED");
        status.sinks()
                .forEach(sink -> out.printf(
                        "%-28s %d%s%n", sink.group(), sink.records(), sink.started() ? "" : " (never committed)"));
        out.printf("%n%-20s %-9s %s%n", "CHAIN", "TIER", "HEAD");
        status.heads()
                .forEach(head -> out.printf(
                        "%-20s %-9s %s%n",
                        head.chain(),
                        head.tier(),
                        head.failure()
                                .map(failure -> "does not answer: " + failure)
                                .orElseGet(() -> head.head()
                                        .map(known -> known.head().toString())
                                        .orElse("no blocks"))));
        out.printf("%n%-10s %-8s %s%n", "SINK", "DEAD", "CAUSE");
        status.deadLetters()
                .forEach((cause, count) -> out.printf("%-10s %-8d %s%n", cause.sink(), count, cause.errorClass()));
        if (status.deadLetters().isEmpty()) {
            out.println("no dead letters");
        }
        out.flush();
    }

    /** Of this machine alone: what is in the files of others, Kafka or their own status tells. */
    private void printFiles(List<SinkConfig> sinks) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%-10s %s%n", "SINK", "FALLBACK FILE ON THIS MACHINE");
        sinks.forEach(sink ->
                out.printf("%-10s %s%n", sink.name(), describe(sink.spill().directory())));
        out.flush();
    }

    private void printSpools(Path folder) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%n%-20s %s%n", "CHAIN", "PUBLISHER'S SPOOL ON THIS MACHINE");
        List<Path> spools = folders(folder);
        spools.forEach(spool -> out.printf("%-20s %s%n", spool.getFileName(), describe(spool)));
        if (spools.isEmpty()) {
            out.println("none in " + folder);
        }
        out.flush();
    }

    private static List<Path> folders(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the spools in " + folder + " cannot be listed", e);
        }
    }

    private static String describe(Path folder) {
        try {
            SpillFolder.Report report = new SpillFolder(folder).inspect();
            List<String> problems = new FolderReport(folder, report).problems();
            return String.format(
                    "%,d records, %,d bytes in %s%s%s",
                    report.frames(),
                    report.bytes(),
                    folder,
                    report.inUse() ? ", open in a running process" : ", no process has it open",
                    problems.isEmpty() ? "" : "; " + String.join("; ", problems));
        } catch (NoSuchFileException e) {
            return "none in " + folder;
        } catch (IOException e) {
            return "cannot be looked into: " + e;
        }
    }
}
