package io.chaintier.gateway.upstream;

import static java.util.Objects.requireNonNull;

import io.chaintier.event.ChainId;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

    /**
     * URLs as they are configured.
     *
     * @param anyChain at most one
     * @param byChain  for one chain each
     */
    public record Nodes(Optional<URI> anyChain, Map<ChainId, URI> byChain) {
        /**
         * @param text separated by commas, each a URL, or a chain's CAIP-2 id, {@code =} and a URL
         * @throws IllegalArgumentException if one is neither, or says the same thing again; the message shows no URL, for
         *                                  URLs can hold secrets
         */
        public static Nodes parse(String text) {
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
