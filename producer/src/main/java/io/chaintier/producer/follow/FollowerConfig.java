package io.chaintier.producer.follow;

import static java.util.Objects.requireNonNull;

import io.chaintier.config.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;

/**
 * How a node is followed.
 *
 * @param webSocket       where the node announces new heads; empty to try the address of its JSON-RPC
 * @param from            first block of a chain that has none in the topic yet
 * @param pollInterval    how often the node is asked for its head, also while it announces new ones itself
 * @param timeout         of one request
 * @param batchBlocks     blocks in one request while catching up
 * @param parallelBatches requests at once while catching up
 * @param behind          how long a node may be behind what it said before this counts as a rollback of its chain
 */
public record FollowerConfig(
        Optional<URI> webSocket,
        long from,
        Duration pollInterval,
        Duration timeout,
        int batchBlocks,
        int parallelBatches,
        Duration behind) {
    public FollowerConfig {
        requireNonNull(webSocket, "webSocket");
        requireNonNull(pollInterval, "pollInterval");
        requireNonNull(timeout, "timeout");
        requireNonNull(behind, "behind");
    }

    public static ConfigDef definition() {
        return new ConfigDef()
                .define(
                        "follow.ws.url",
                        Type.STRING,
                        "",
                        Importance.LOW,
                        "Where the node announces new heads by WebSocket; if empty, the address of its JSON-RPC is"
                                + " tried. Where it does not work the node is polled.")
                .define(
                        "follow.from",
                        Type.LONG,
                        0L,
                        Range.atLeast(0),
                        Importance.MEDIUM,
                        "First block to publish of a chain that has none in the topic yet.")
                .define(
                        "follow.poll.interval.ms",
                        Type.LONG,
                        1_000L,
                        Range.between(10, 600_000),
                        Importance.MEDIUM,
                        "How often to ask the node for its head, in milliseconds; new heads that it announces itself"
                                + " are taken at once.")
                .define(
                        "follow.timeout.ms",
                        Type.LONG,
                        15_000L,
                        Range.between(100, 600_000),
                        Importance.LOW,
                        "How long one request to the node may take, in milliseconds.")
                .define(
                        "follow.batch.blocks",
                        Type.INT,
                        10,
                        Range.between(1, 1_000),
                        Importance.LOW,
                        "Blocks in one request while catching up.")
                .define(
                        "follow.parallel.batches",
                        Type.INT,
                        4,
                        Range.between(1, 64),
                        Importance.LOW,
                        "Requests at once while catching up.")
                .define(
                        "follow.behind.ms",
                        Type.LONG,
                        5_000L,
                        Range.between(0, 86_400_000),
                        Importance.MEDIUM,
                        "How long the node's head may be below the topic's, in milliseconds, before this counts as a"
                                + " rollback of the chain and blocks are reverted. Longer than nodes behind one"
                                + " address lag behind one another.");
    }

    /** @throws io.chaintier.config.SettingsException if a value cannot be used */
    public static FollowerConfig from(Settings settings) {
        AbstractConfig parsed = settings.parse(definition());
        return new FollowerConfig(
                Optional.of(parsed.getString("follow.ws.url"))
                        .filter(url -> !url.isEmpty())
                        .map(URI::create),
                parsed.getLong("follow.from"),
                Duration.ofMillis(parsed.getLong("follow.poll.interval.ms")),
                Duration.ofMillis(parsed.getLong("follow.timeout.ms")),
                parsed.getInt("follow.batch.blocks"),
                parsed.getInt("follow.parallel.batches"),
                Duration.ofMillis(parsed.getLong("follow.behind.ms")));
    }
}
