package io.chaintier.gateway;

import io.chaintier.config.Settings;
import io.chaintier.config.SettingsException;
import io.chaintier.event.ChainId;
import io.chaintier.gateway.http.HttpConfig;
import io.chaintier.gateway.read.Tier;
import io.chaintier.gateway.read.TieredReader.BreakerConfig;
import io.chaintier.gateway.rpc.RpcLimits;
import io.chaintier.gateway.rpc.RpcLimits.LogLimits;
import io.chaintier.gateway.upstream.UpstreamConfig;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidList;
import org.apache.kafka.common.config.ConfigException;

/**
 * Settings of a gateway.
 *
 * @param http      how it is reached
 * @param limits    what one request may ask for
 * @param tiers     where it reads, at least one
 * @param chains    which chains it serves; empty for all that are stored
 * @param breaker   when it stops asking a tier that fails
 * @param replicaBudget how long a read of the replica may take
 * @param writeBack how it brings blocks back into memory
 * @param live      how it tells what moves
 * @param upstream  the nodes that it passes calls on to
 */
public record GatewayConfig(
        HttpConfig http,
        RpcLimits limits,
        Set<Tier> tiers,
        Set<ChainId> chains,
        BreakerConfig breaker,
        Duration replicaBudget,
        WriteBackConfig writeBack,
        LiveConfig live,
        UpstreamConfig upstream) {
    private static final int MIB = 1 << 20;

    /**
     * @param threads     blocks brought at a time
     * @param queueBlocks blocks that may wait
     */
    public record WriteBackConfig(int threads, int queueBlocks) {
        public WriteBackConfig {
            if (threads < 1 || queueBlocks < 1) {
                throw new IllegalArgumentException(
                        "expected threads and queue above 0, but got " + threads + " and " + queueBlocks);
            }
        }
    }

    public GatewayConfig {
        tiers = Set.copyOf(tiers);
        chains = Set.copyOf(chains);
        if (tiers.isEmpty()) {
            throw new IllegalArgumentException("expected one tier or more");
        }
    }

    /** All keys, documented. */
    public static ConfigDef definition() {
        return new ConfigDef()
                .define("gateway.host", Type.STRING, "127.0.0.1", Importance.HIGH, "Address to listen on.")
                .define(
                        "gateway.port",
                        Type.INT,
                        8545,
                        Range.between(0, 65_535),
                        Importance.HIGH,
                        "Port; 0 for a free one.")
                .define(
                        "gateway.tiers",
                        Type.LIST,
                        "memory,replica,primary",
                        ValidList.in(false, "memory", "replica", "primary"),
                        Importance.HIGH,
                        "Where to read: any of memory, replica and primary. They are asked in this order, however given.")
                .define(
                        "gateway.chains",
                        Type.LIST,
                        "",
                        chainIds(),
                        Importance.MEDIUM,
                        "CAIP-2 ids of the chains to serve, for example eip155:1; empty for all that are stored.")
                .define(
                        "gateway.workers",
                        Type.INT,
                        16,
                        Range.between(1, 1024),
                        Importance.MEDIUM,
                        "Requests answered at a time; each holds a connection to a store while it reads.")
                .define(
                        "gateway.waiting.requests",
                        Type.INT,
                        512,
                        Range.between(1, 1_000_000),
                        Importance.MEDIUM,
                        "Requests that may wait for a worker; above that they are refused as busy.")
                .define(
                        "gateway.request.timeout.ms",
                        Type.INT,
                        30_000,
                        Range.between(1, 600_000),
                        Importance.MEDIUM,
                        "From the arrival of a request to its answer, in milliseconds.")
                .define(
                        "gateway.request.max.bytes",
                        Type.INT,
                        5 * MIB,
                        Range.between(1024, 256 * MIB),
                        Importance.LOW,
                        "Largest body of a request, in bytes.")
                .define(
                        "gateway.batch.max.calls",
                        Type.INT,
                        1000,
                        Range.between(1, 100_000),
                        Importance.LOW,
                        "Most calls in one batch.")
                .define(
                        "gateway.batch.max.response.bytes",
                        Type.INT,
                        25 * MIB,
                        Range.between(1024, 1024 * MIB),
                        Importance.LOW,
                        "Once the answers of a batch have reached this many bytes, its other calls are not answered.")
                .define(
                        "gateway.logs.max.results",
                        Type.INT,
                        10_000,
                        Range.between(1, 1_000_000),
                        Importance.MEDIUM,
                        "Most logs that a search of more than one block may find.")
                .define(
                        "gateway.logs.max.range.blocks",
                        Type.LONG,
                        Long.MAX_VALUE,
                        Range.atLeast(1),
                        Importance.LOW,
                        "Most block numbers in one search for logs. What a search costs grows with what it finds.")
                .define(
                        "gateway.logs.max.alternatives",
                        Type.INT,
                        1000,
                        Range.between(1, 100_000),
                        Importance.LOW,
                        "Most addresses, and most topics of one place, in one search for logs.")
                .define(
                        "gateway.cors.origins",
                        Type.LIST,
                        "",
                        Importance.LOW,
                        "Origins of web pages that may call, for example https://example.org; * for all, empty for none.")
                .define(
                        "gateway.allowed.hosts",
                        Type.LIST,
                        "",
                        Importance.LOW,
                        "Host names, without port, that requests may use for this gateway; empty for any.")
                .define(
                        "gateway.compression",
                        Type.BOOLEAN,
                        false,
                        Importance.LOW,
                        "Whether to compress answers for clients that ask for it.")
                .define(
                        "gateway.breaker.failures",
                        Type.INT,
                        5,
                        Range.between(1, 1000),
                        Importance.LOW,
                        "Failures in a row after which memory, or a type of data in a datacenter, is skipped.")
                .define(
                        "gateway.breaker.backoff.ms",
                        Type.INT,
                        1000,
                        Range.between(1, 600_000),
                        Importance.LOW,
                        "How often what is skipped is tried again, in milliseconds.")
                .define(
                        "gateway.replica.budget.ms",
                        Type.INT,
                        500,
                        Range.between(1, 600_000),
                        Importance.MEDIUM,
                        "How long a read of the replica may take, in milliseconds; then the primary is asked, and the replica"
                                + " has failed once more.")
                .define(
                        "gateway.writeback.threads",
                        Type.INT,
                        2,
                        Range.between(1, 64),
                        Importance.LOW,
                        "Blocks that are brought from disk into memory at a time.")
                .define(
                        "gateway.writeback.queue.blocks",
                        Type.INT,
                        1000,
                        Range.between(1, 1_000_000),
                        Importance.LOW,
                        "Blocks that may wait to be brought into memory; above that they are dropped.");
    }

    /** @throws SettingsException if a value cannot be used */
    public static GatewayConfig from(Settings settings) {
        AbstractConfig values = settings.parse(definition());
        HttpConfig http = new HttpConfig(
                values.getString("gateway.host"),
                values.getInt("gateway.port"),
                values.getInt("gateway.workers"),
                values.getInt("gateway.waiting.requests"),
                Duration.ofMillis(values.getInt("gateway.request.timeout.ms")),
                values.getInt("gateway.request.max.bytes"),
                values.getList("gateway.cors.origins"),
                values.getList("gateway.allowed.hosts"),
                values.getBoolean("gateway.compression"));
        return new GatewayConfig(
                http,
                new RpcLimits(
                        values.getInt("gateway.batch.max.calls"),
                        values.getInt("gateway.batch.max.response.bytes"),
                        new LogLimits(
                                values.getInt("gateway.logs.max.results"),
                                values.getLong("gateway.logs.max.range.blocks"),
                                values.getInt("gateway.logs.max.alternatives"))),
                each(values.getList("gateway.tiers"), Tier::parse),
                each(values.getList("gateway.chains"), ChainId::parse),
                new BreakerConfig(
                        values.getInt("gateway.breaker.failures"),
                        Duration.ofMillis(values.getInt("gateway.breaker.backoff.ms"))),
                Duration.ofMillis(values.getInt("gateway.replica.budget.ms")),
                new WriteBackConfig(
                        values.getInt("gateway.writeback.threads"), values.getInt("gateway.writeback.queue.blocks")),
                LiveConfig.from(settings),
                UpstreamConfig.from(settings));
    }

    private static ConfigDef.Validator chainIds() {
        return ConfigDef.LambdaValidator.with(
                (key, value) -> {
                    try {
                        ((List<?>) value).forEach(id -> ChainId.parse(id.toString()));
                    } catch (IllegalArgumentException e) {
                        throw new ConfigException(key, value, e.getMessage());
                    }
                },
                () -> "of CAIP-2 chain ids such as eip155:1");
    }

    private static <T> Set<T> each(List<String> texts, Function<String, T> parse) {
        return texts.stream().map(parse).collect(Collectors.toSet());
    }
}
