package io.chaintier.cli;

import io.chaintier.config.Settings;
import io.chaintier.event.ChainId;
import io.chaintier.nodereports.NodeReport;
import io.chaintier.producer.importer.ImportOptions;
import io.chaintier.producer.importer.ImportSummary;
import io.chaintier.producer.importer.Importer;
import io.chaintier.producer.publish.ChainPublisher;
import io.chaintier.producer.publish.PublisherConfig;
import io.chaintier.producer.publish.StatePublisher;
import io.chaintier.producer.report.NodeReporter;
import io.chaintier.producer.report.ReportConfig;
import io.chaintier.topics.KafkaClients;
import io.chaintier.topics.TopicsConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** What puts events into the topic. */
@Command(
        name = "produce",
        mixinStandardHelpOptions = true,
        description = "Publish blocks, transactions and receipts to the topic.",
        synopsisSubcommandLabel = "(import | follow | report | forget)")
final class ProduceCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(), "produce from what? expected import, follow, report or forget");
    }

    @Command(
            name = "import",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = {
                "Publish blocks from files.",
                "",
                "NDJSON, plain or gzip, one {\"block\": ..., \"receipts\": [...]} a line, as"
                        + " eth_getBlockByNumber (with full transactions) and eth_getBlockReceipts answer. Without"
                        + " \"receipts\" they count as not known. Run again after a crash, it goes on where it stopped.",
                ""
            })
    int importFiles(
            @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files, imported in this order.")
                    List<Path> files,
            @Option(
                            names = "--chain",
                            paramLabel = "ID",
                            defaultValue = "eip155:1",
                            converter = ChainIdConverter.class,
                            description = "The chain, after CAIP-2 (default: ${DEFAULT-VALUE}).")
                    ChainId chain,
            @Option(names = "--strict", description = "Stop at the first line that cannot be imported.") boolean strict,
            @Option(names = "--again", description = "Import files also if they were imported before.") boolean again,
            @Option(names = "--no-finalize", description = "Do not mark the last block safe and finalized.")
                    boolean noFinalize,
            @Mixin SettingsOptions settings)
            throws InterruptedException {
        // A file waits; what is unconfirmed when it ends is read again.
        Settings loaded =
                Settings.of(Map.of("publisher.when.unreachable", "block")).overriddenBy(settings.load());
        ImportOptions options = new ImportOptions(files, strict, again, !noFinalize);
        ImportSummary summary = importFiles(PublisherConfig.from(loaded), chain, options);
        ImportDisplay.print(spec.commandLine().getOut(), chain, summary);
        return summary.rejectedLines() == 0 ? ExitCode.DONE : ExitCode.RESTART_WILL_NOT_HELP;
    }

    private ImportSummary importFiles(PublisherConfig config, ChainId chain, ImportOptions options)
            throws InterruptedException {
        try (ChainPublisher publisher = ChainPublisher.open(config, chain);
                ImportDisplay display = new ImportDisplay(spec.commandLine().getErr())) {
            return new Importer(publisher, options, display).run();
        }
    }

    @Command(
            name = "follow",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description =
                    "Publish what a node has, from where the topic ends, and then whatever it adds or reorganises, until"
                            + " SIGTERM or Ctrl-C.")
    int follow(
            @Option(
                            names = "--rpc",
                            required = true,
                            paramLabel = "URL",
                            description = "The node's JSON-RPC, for example http://127.0.0.1:8545.")
                    URI rpc,
            @Option(
                            names = "--from",
                            paramLabel = "N",
                            description = "First block, where the topic has none of this chain yet (default: 0).")
                    Long from,
            @Mixin SettingsOptions settings)
            throws InterruptedException {
        Settings loaded = from == null
                ? settings.load()
                : settings.load().overriddenBy(Settings.of(Map.of("follow.from", from.toString())));
        try (FollowService follow = FollowService.open(loaded, rpc)) {
            ServiceRunner.closeAtExit("follow", follow);
            follow.start();
            follow.awaitEnd();
        }
        return ExitCode.DONE;
    }

    @Command(
            name = "report",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = {
                "Publish what a node says of itself (head, syncing, peers, client), until SIGTERM or Ctrl-C.",
                "",
                "For nodes that the chain is not published from: 'produce follow' reports its own. 'nodes' shows all.",
                ""
            })
    int report(
            @Option(
                            names = "--rpc",
                            required = true,
                            paramLabel = "URL",
                            description = "The node's JSON-RPC, for example http://127.0.0.1:8545.")
                    URI rpc,
            @Option(
                            names = "--node",
                            paramLabel = "NAME",
                            description = "What to call the node (setting node.name; default: host and port).")
                    String name,
            @Mixin SettingsOptions settings)
            throws InterruptedException {
        Settings loaded =
                name == null ? settings.load() : settings.load().overriddenBy(Settings.of(Map.of("node.name", name)));
        ReportConfig config = ReportConfig.from(loaded);
        NodeReporter reporter = new NodeReporter(
                KafkaClients.from(loaded),
                TopicsConfig.from(loaded),
                NodeReporter.chainOf(rpc, config),
                rpc,
                config,
                Optional::empty);
        try (ServiceThread report = new ServiceThread("report", reporter::run)) {
            ServiceRunner.closeAtExit("report", report);
            report.start();
            report.awaitEnd();
        }
        return ExitCode.DONE;
    }

    @Command(
            name = "forget",
            mixinStandardHelpOptions = true,
            description = "Take a node that is gone for good off the list of nodes. One that is reported comes back.")
    int forget(
            @Parameters(paramLabel = "NAME", description = "What the node was called.") String name,
            @Option(
                            names = "--chain",
                            required = true,
                            paramLabel = "ID",
                            converter = ChainIdConverter.class,
                            description = "The chain, after CAIP-2, for example eip155:1.")
                    ChainId chain,
            @Mixin SettingsOptions settings)
            throws InterruptedException {
        Settings loaded = settings.load();
        try (StatePublisher reports = StatePublisher.open(
                KafkaClients.from(loaded),
                TopicsConfig.from(loaded),
                chain,
                NodeReport.NAMESPACE,
                name,
                Clock.systemUTC())) {
            reports.put(Optional.empty());
        }
        return ExitCode.DONE;
    }

    /** CAIP-2 text to a chain id, with picocli's kind of error. */
    static final class ChainIdConverter implements ITypeConverter<ChainId> {
        @Override
        public ChainId convert(String text) {
            try {
                return ChainId.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
