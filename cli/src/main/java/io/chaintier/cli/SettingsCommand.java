package io.chaintier.cli;

import io.chaintier.diskstore.CassandraConfig;
import io.chaintier.gateway.GatewayConfig;
import io.chaintier.gateway.LiveConfig;
import io.chaintier.gateway.upstream.UpstreamConfig;
import io.chaintier.memorystore.RedisConfig;
import io.chaintier.producer.follow.FollowerConfig;
import io.chaintier.producer.publish.PublisherConfig;
import io.chaintier.producer.report.ReportConfig;
import io.chaintier.sinkruntime.SinkConfig;
import io.chaintier.sinkstatus.StatusConfig;
import io.chaintier.topics.KafkaClients;
import io.chaintier.topics.TopicsConfig;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.kafka.common.config.ConfigDef;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the configuration reference, from the definitions that the services themselves read. */
@Command(
        name = "settings",
        mixinStandardHelpOptions = true,
        description = "Print all settings with type, default and meaning, as Markdown.")
final class SettingsCommand implements Callable<Integer> {
    private static final Map<String, Supplier<ConfigDef>> SECTIONS = sections();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        out.println("# Settings");
        out.println();
        out.println(
                "Printed by `bin/chaintier settings`. Each key can be given in a `.properties` file (`--config`), as an");
        out.println(
                "environment variable, and on the command line (`--set key=value`); the later wins over the earlier. The");
        out.println(
                "variable of a key is `CHAINTIER_` and the key in upper case with `.` as `_`, `-` as `__` and `_` as `___`.");
        out.println(
                "Keys that begin with `kafka.` or `cassandra.driver.` and are not listed go to the client libraries.");
        out.println("Each `cassandra.KEY` can be given for one of several clusters as `cassandra.cluster.NAME.KEY`.");
        SECTIONS.forEach((title, definition) -> print(out, title, definition.get()));
        out.flush();
        return ExitCode.DONE;
    }

    /** Of every setting that any command reads. */
    static List<ConfigDef> definitions() {
        return SECTIONS.values().stream().map(Supplier::get).toList();
    }

    private static Map<String, Supplier<ConfigDef>> sections() {
        Map<String, Supplier<ConfigDef>> sections = new LinkedHashMap<>();
        sections.put("Kafka: all services", KafkaClients::definition);
        sections.put("Topics: all services", TopicsConfig::definition);
        sections.put("Publisher: `produce import` and `produce follow`", PublisherConfig::definition);
        sections.put("Follower: `produce follow`", FollowerConfig::definition);
        sections.put("Node: `produce follow` and `produce report`", ReportConfig::definition);
        sections.put("Sinks: `sink memory` and `sink disk`", SinkConfig::definition);
        sections.put("Status of a sink: `sink memory` and `sink disk`", StatusConfig::definition);
        sections.put("Memory: `sink memory` and `gateway`", RedisConfig::definition);
        sections.put("Disk: `sink disk`, `gateway` and `disk`", CassandraConfig::definition);
        sections.put("Gateway", GatewayConfig::definition);
        sections.put("Gateway: what moves", LiveConfig::definition);
        sections.put("Gateway: calls that are passed on", UpstreamConfig::definition);
        return sections;
    }

    private static void print(PrintWriter out, String title, ConfigDef definition) {
        out.println();
        out.println("## " + title);
        out.println();
        out.println("| key | type | default | meaning |");
        out.println("|---|---|---|---|");
        definition.configKeys().values().stream()
                .sorted((one, other) -> one.name.compareTo(other.name))
                .forEach(key -> out.printf(
                        "| `%s` | %s | %s | %s |%n", key.name, type(key), shownDefault(key), cell(key.documentation)));
    }

    private static String type(ConfigDef.ConfigKey key) {
        String type = key.type.name().toLowerCase(Locale.ROOT);
        return key.validator == null ? type : type + ", " + cell(key.validator.toString());
    }

    private static String shownDefault(ConfigDef.ConfigKey key) {
        if (!key.hasDefault()) {
            return "must be given";
        }
        String text = Objects.toString(key.defaultValue, "");
        return text.isEmpty() ? "" : "`" + cell(text) + "`";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }
}
