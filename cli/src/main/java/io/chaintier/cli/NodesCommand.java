package io.chaintier.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.chaintier.config.Settings;
import io.chaintier.diskstore.CassandraChainReader;
import io.chaintier.diskstore.CassandraConfig;
import io.chaintier.event.ChainId;
import io.chaintier.gateway.nodes.NodeOverview;
import io.chaintier.gateway.nodes.NodeOverviewJson;
import io.chaintier.gateway.read.Tier;
import io.chaintier.gateway.read.TieredReader;
import io.chaintier.memorystore.RedisChainReader;
import io.chaintier.memorystore.RedisConfig;
import io.chaintier.store.StoreException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** All nodes side by side: who is on another branch, who is behind, and who says nothing. */
@Command(
        name = "nodes",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Show the nodes of each chain side by side, and which differ from the canonical chain, from which block on.",
            "",
            "A node is shown once it is reported, by 'produce follow' or 'produce report'.",
            ""
        })
final class NodesCommand implements Callable<Integer> {
    private static final Duration WATCH_INTERVAL = Duration.ofSeconds(2);
    private static final TieredReader.BreakerConfig PATIENT = new TieredReader.BreakerConfig(1_000, Duration.ZERO);

    private final Clock clock = Clock.systemUTC();

    @Option(
            names = "--chain",
            paramLabel = "ID",
            converter = ProduceCommand.ChainIdConverter.class,
            description = "Only this chain, for example eip155:1 (default: all that are stored).")
    private ChainId chain;

    @Option(names = "--json", description = "Print JSON, one object a chain, as chaintier_nodes answers.")
    private boolean json;

    @Option(names = "--watch", description = "Show it again every two seconds, until Ctrl-C.")
    private boolean watch;

    @Mixin
    private SettingsOptions options;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException, IOException {
        Settings settings = options.load();
        try (TieredReader reader = reader(settings)) {
            if (!watch) {
                show(reader);
                return ExitCode.DONE;
            }
            while (true) {
                showOrExplain(reader);
                Thread.sleep(WATCH_INTERVAL.toMillis());
            }
        }
    }

    private static TieredReader reader(Settings settings) {
        CassandraConfig cassandra = CassandraConfig.from(settings);
        return new TieredReader(
                Map.of(
                        Tier.MEMORY, new RedisChainReader(RedisConfig.from(settings)),
                        Tier.REPLICA, CassandraChainReader.ofReplica(cassandra),
                        Tier.PRIMARY, CassandraChainReader.ofPrimary(cassandra)),
                PATIENT);
    }

    /** Who watches wants to see when the stores answer again. */
    private void showOrExplain(TieredReader reader) throws IOException {
        try {
            show(reader);
        } catch (StoreException e) {
            spec.commandLine().getErr().println("chaintier: " + e.getMessage());
        }
    }

    private void show(TieredReader reader) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Set<ChainId> chains = chain == null ? reader.chains().chains() : Set.of(chain);
        Instant now = clock.instant();
        NodeTable table = new NodeTable(out, now);
        if (chains.isEmpty() && !json) {
            out.println("no chain is stored yet");
        }
        for (ChainId each :
                chains.stream().sorted(Comparator.comparing(ChainId::toString)).toList()) {
            NodeOverview overview = NodeOverview.read(reader, each, now);
            if (json) {
                out.println(asJson(overview));
            } else {
                table.print(overview);
            }
        }
        out.flush();
    }

    private static String asJson(NodeOverview overview) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = new JsonFactory().createGenerator(text)) {
            NodeOverviewJson.write(generator, overview);
        }
        return text.toString();
    }
}
