package io.chaintier.producer.report;

import static java.util.Objects.requireNonNull;

import io.chaintier.config.Settings;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;

/**
 * How a node is reported.
 *
 * @param nodeName what the node is called; empty for its address
 * @param interval how often it is reported at least
 * @param poll     how often it is asked, and so how often it is reported at most
 * @param timeout  of one request to it
 */
public record ReportConfig(Optional<String> nodeName, Duration interval, Duration poll, Duration timeout) {
    public ReportConfig {
        requireNonNull(nodeName, "nodeName");
        requireNonNull(interval, "interval");
        requireNonNull(poll, "poll");
        requireNonNull(timeout, "timeout");
    }

    public static ConfigDef definition() {
        return new ConfigDef()
                .define(
                        "node.name",
                        Type.STRING,
                        "",
                        Importance.HIGH,
                        "Name of the node in chain.state and in the list of nodes; no two nodes of a chain may have the"
                                + " same. If empty, host and port of its JSON-RPC, which is enough only where all nodes"
                                + " are reported from one machine.")
                .define(
                        "node.report.interval.ms",
                        Type.LONG,
                        5_000L,
                        Range.between(100, 3_600_000),
                        Importance.MEDIUM,
                        "How often the node is reported at least, in milliseconds. A node that was not for three times as"
                                + " long counts as silent.")
                .define(
                        "node.report.poll.ms",
                        Type.LONG,
                        1_000L,
                        Range.between(50, 3_600_000),
                        Importance.LOW,
                        "How often the node is asked, in milliseconds; when something has changed it is reported at once.")
                .define(
                        "node.report.timeout.ms",
                        Type.LONG,
                        5_000L,
                        Range.between(100, 600_000),
                        Importance.LOW,
                        "How long one request to the node may take, in milliseconds; after that it is reported as one"
                                + " that does not answer.");
    }

    /** @throws io.chaintier.config.SettingsException if a value cannot be used */
    public static ReportConfig from(Settings settings) {
        AbstractConfig parsed = settings.parse(definition());
        return new ReportConfig(
                Optional.of(parsed.getString("node.name")).filter(name -> !name.isEmpty()),
                Duration.ofMillis(parsed.getLong("node.report.interval.ms")),
                Duration.ofMillis(parsed.getLong("node.report.poll.ms")),
                Duration.ofMillis(parsed.getLong("node.report.timeout.ms")));
    }
}
