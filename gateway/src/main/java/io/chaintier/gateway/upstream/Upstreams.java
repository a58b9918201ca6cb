package io.chaintier.gateway.upstream;

import io.chaintier.event.ChainId;
import io.chaintier.gateway.read.TieredReader.BreakerConfig;
import io.chaintier.retry.CircuitBreaker;
import java.net.http.HttpClient;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The nodes that calls are passed on to, by chain. Safe for many threads. */
public final class Upstreams {
    private final UpstreamConfig config;
    private final BreakerConfig breaker;
    private final Map<ChainId, UpstreamNode> nodes = new ConcurrentHashMap<>();
    private final HttpClient http;

    /** @param breaker when a node that fails is left alone */
    public Upstreams(UpstreamConfig config, BreakerConfig breaker) {
        this.config = config;
        this.breaker = breaker;
        // Asking for HTTP/2 in clear text puzzles some servers.
        http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(config.timeout())
                .build();
    }

    /** The node that answers this method for this chain; empty where there is none, or the method is not passed on. */
    public Optional<UpstreamNode> of(ChainId chain, String method) {
        return config.allows(method) ? of(chain) : Optional.empty();
    }

    /** The node of this chain; empty where there is none. */
    public Optional<UpstreamNode> of(ChainId chain) {
        return config.nodeOf(chain)
                .map(url -> nodes.computeIfAbsent(
                        chain,
                        unused -> new UpstreamNode(
                                chain,
                                new HttpNode(http, url, config.maxResponseBytes()),
                                config,
                                new CircuitBreaker(breaker.failures(), breaker.backOff(), System::nanoTime))));
    }
}
