package io.chaintier.gateway.upstream;

import static java.util.Objects.requireNonNull;

import io.chaintier.config.Settings;
import io.chaintier.event.ChainId;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/**
 * The nodes that calls are passed on to, and which calls.
 *
 * @param anyChain         for chains that have none of their own; empty for none
 * @param byChain          for one chain each
 * @param allowed          methods that may be passed on
 * @param denied           methods that may not, even so
 * @param concurrentCalls  requests to one node at a time, 1 or more; above that calls are refused as busy
 * @param timeout          of one request
 * @param maxResponseBytes of one response
 */
public record UpstreamConfig(
        Optional<URI> anyChain,
        Map<ChainId, URI> byChain,
        MethodNames allowed,
        MethodNames denied,
        int concurrentCalls,
        Duration timeout,
        int maxResponseBytes) {
    private static final String WITH_CHAIN = "=";
    private static final int MIB = 1 << 20;

    public UpstreamConfig {
        requireNonNull(anyChain, "anyChain");
        byChain = Map.copyOf(byChain);
        requireNonNull(allowed, "allowed");
        requireNonNull(denied, "denied");
        if (concurrentCalls < 1 || timeout.toMillis() < 1 || maxResponseBytes < 1) {
            throw new IllegalArgumentException("expected calls, timeout and bytes above 0, but got " + concurrentCalls
                    + ", " + timeout + ", " + maxResponseBytes);
        }
    }

    /** All keys, documented. */
    public static ConfigDef definition() {
        return new ConfigDef()
                .define(
                        "gateway.upstream.url",
                        Type.PASSWORD,
                        "",
                        urls(),
                        Importance.MEDIUM,
                        "Node that answers what is not answered here: a URL for all chains, or eip155:1=URL for one each,"
                                + " separated by commas; empty for none.")
                .define(
                        "gateway.upstream.methods",
                        Type.LIST,
                        "eth_*,net_*,web3_*,debug_getRaw*",
                        Importance.MEDIUM,
                        "Methods that may be passed on; * stands for anything.")
                .define(
                        "gateway.upstream.methods.denied",
                        Type.LIST,
                        "eth_sendTransaction,eth_sign*,eth_*Filter*,eth_subscribe,eth_unsubscribe,eth_submit*,eth_getWork",
                        Importance.MEDIUM,
                        "Methods that are not passed on even so: those that use a node's keys, and those whose answers hang"
                                + " on one connection or one node. * stands for anything.")
                .define(
                        "gateway.upstream.concurrent.requests",
                        Type.INT,
                        8,
                        Range.between(1, 1024),
                        Importance.LOW,
                        "Requests to one node at a time; above that calls are refused as busy.")
                .define(
                        "gateway.upstream.timeout.ms",
                        Type.INT,
                        10_000,
                        Range.between(1, 600_000),
                        Importance.LOW,
                        "Of one request to a node, in milliseconds; the request's own time counts too.")
                .define(
                        "gateway.upstream.max.response.bytes",
                        Type.INT,
                        32 * MIB,
                        Range.between(1024, 1024 * MIB),
                        Importance.LOW,
                        "Largest response of a node that is passed on, in bytes.");
    }

    /** @throws io.chaintier.config.SettingsException if a value cannot be used; no message shows a URL */
    public static UpstreamConfig from(Settings settings) {
        AbstractConfig values = settings.parse(definition());
        Nodes nodes = Nodes.parse(values.getPassword("gateway.upstream.url").value());
        return new UpstreamConfig(
                nodes.anyChain(),
                nodes.byChain(),
                new MethodNames(values.getList("gateway.upstream.methods")),
                new MethodNames(values.getList("gateway.upstream.methods.denied")),
                values.getInt("gateway.upstream.concurrent.requests"),
                Duration.ofMillis(values.getInt("gateway.upstream.timeout.ms")),
                values.getInt("gateway.upstream.max.response.bytes"));
    }

    private static ConfigDef.Validator urls() {
        return ConfigDef.LambdaValidator.with(
                (key, value) -> {
                    try {
                        Nodes.parse(((Password) value).value());
                    } catch (IllegalArgumentException e) {
                        throw new ConfigException(key + ": " + e.getMessage());
                    }
                },
                () -> "that is a URL, or a chain id such as eip155:1 with = and a URL, or several");
    }

    /**
     * URLs as they are configured.
     *
     * @param anyChain at most one
     * @param byChain  for one chain each
     */
    record Nodes(Optional<URI> anyChain, Map<ChainId, URI> byChain) {
        /**
         * @param text separated by commas, each a URL, or a chain's CAIP-2 id, {@code =} and a URL
         * @throws IllegalArgumentException if one is neither, or says the same thing again; the message shows no URL, for
         *                                  URLs can hold secrets
         */
        static Nodes parse(String text) {
            List<URI> any = new ArrayList<>();
            Map<ChainId, URI> byChain = new HashMap<>();
            for (String each : text.isBlank() ? new String[0] : text.split(",")) {
                String node = each.trim();
                int split = node.startsWith("http") ? -1 : node.indexOf(WITH_CHAIN);
                URI url = url(node.substring(split + 1));
                if (split < 0) {
                    any.add(url);
                } else if (byChain.put(ChainId.parse(node.substring(0, split)), url) != null) {
                    throw new IllegalArgumentException("expected one URL of " + node.substring(0, split));
                }
            }
            if (any.size() > 1) {
                throw new IllegalArgumentException("expected one URL without a chain, but got " + any.size());
            }
            return new Nodes(any.stream().findFirst(), byChain);
        }

        private static URI url(String text) {
            try {
                URI url = URI.create(text);
                if (List.of("http", "https").contains(String.valueOf(url.getScheme())) && url.getHost() != null) {
                    return url;
                }
            } catch (IllegalArgumentException e) {
                // Its message would show the URL.
            }
            throw new IllegalArgumentException("expected URLs such as http://node:8545 or eip155:1=https://node:8545");
        }
    }

    Optional<URI> nodeOf(ChainId chain) {
        return Optional.ofNullable(byChain.get(chain)).or(() -> anyChain);
    }

    boolean allows(String method) {
        return allowed.contain(method) && !denied.contain(method);
    }
}
