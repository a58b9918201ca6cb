package io.chaintier.gateway;

import static java.util.Objects.requireNonNull;

import io.chaintier.config.Settings;
import io.chaintier.gateway.feed.FeedConfig;
import io.chaintier.gateway.http.WebSocketConfig;
import io.chaintier.gateway.rpc.LiveLimits;
import java.time.Duration;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;

/**
 * Settings of what moves: the feed, WebSockets, subscriptions and filters.
 *
 * @param feed      how the topic is followed
 * @param webSocket what connections may take
 * @param limits    what subscriptions and filters may take
 */
public record LiveConfig(FeedConfig feed, WebSocketConfig webSocket, LiveLimits limits) {
    private static final int MIB = 1 << 20;

    public LiveConfig {
        requireNonNull(feed, "feed");
        requireNonNull(webSocket, "webSocket");
        requireNonNull(limits, "limits");
    }

    /** All keys, documented. */
    public static ConfigDef definition() {
        return new ConfigDef()
                .define(
                        "gateway.feed.enabled",
                        Type.BOOLEAN,
                        true,
                        Importance.MEDIUM,
                        "Whether to follow the topic, for subscriptions and filters. If false, Kafka is not needed.")
                .define(
                        "gateway.feed.kept.changes",
                        Type.INT,
                        4096,
                        Range.between(1, 1_000_000),
                        Importance.LOW,
                        "Newest changes of each chain's head that are kept for subscriptions and filters; who is"
                                + " further behind has to begin anew.")
                .define(
                        "gateway.feed.kept.bytes",
                        Type.LONG,
                        64L * MIB,
                        Range.between(MIB, 16L * 1024 * MIB),
                        Importance.LOW,
                        "About how much memory they may take, in bytes, for each chain.")
                .define(
                        "gateway.websocket.max.connections",
                        Type.INT,
                        1000,
                        Range.between(0, 1_000_000),
                        Importance.MEDIUM,
                        "WebSocket connections open at a time; above that they are refused with status 503. 0 for none.")
                .define(
                        "gateway.websocket.max.requests",
                        Type.INT,
                        32,
                        Range.between(1, 10_000),
                        Importance.LOW,
                        "Requests of one WebSocket connection under way at a time; its next ones are not read meanwhile.")
                .define(
                        "gateway.websocket.max.subscriptions",
                        Type.INT,
                        100,
                        Range.between(1, 100_000),
                        Importance.LOW,
                        "Subscriptions of one WebSocket connection.")
                .define(
                        "gateway.websocket.ping.ms",
                        Type.INT,
                        30_000,
                        Range.between(100, 600_000),
                        Importance.LOW,
                        "How often a WebSocket client is pinged, in milliseconds; one that leaves two pings unanswered,"
                                + " or reads nothing between two though there is something, is cut off.")
                .define(
                        "gateway.websocket.unread.bytes",
                        Type.INT,
                        MIB,
                        Range.between(1024, 1024 * MIB),
                        Importance.LOW,
                        "Bytes sent to a WebSocket client and not yet taken by the network, above which it is told"
                                + " nothing more until it reads.")
                .define(
                        "gateway.filters.max",
                        Type.INT,
                        10_000,
                        Range.between(1, 10_000_000),
                        Importance.LOW,
                        "Filters at a time.")
                .define(
                        "gateway.filters.life.ms",
                        Type.INT,
                        300_000,
                        Range.between(100, 86_400_000),
                        Importance.LOW,
                        "How long a filter is kept that nobody asks for, in milliseconds.");
    }

    /** @throws io.chaintier.config.SettingsException if a value cannot be used */
    public static LiveConfig from(Settings settings) {
        AbstractConfig values = settings.parse(definition());
        return new LiveConfig(
                new FeedConfig(
                        values.getBoolean("gateway.feed.enabled"),
                        values.getInt("gateway.feed.kept.changes"),
                        values.getLong("gateway.feed.kept.bytes")),
                new WebSocketConfig(
                        values.getInt("gateway.websocket.max.connections"),
                        values.getInt("gateway.websocket.max.requests"),
                        Duration.ofMillis(values.getInt("gateway.websocket.ping.ms")),
                        values.getInt("gateway.websocket.unread.bytes")),
                new LiveLimits(
                        values.getInt("gateway.websocket.max.subscriptions"),
                        values.getInt("gateway.filters.max"),
                        Duration.ofMillis(values.getInt("gateway.filters.life.ms"))));
    }
}
