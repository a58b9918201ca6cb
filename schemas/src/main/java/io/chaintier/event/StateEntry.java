package io.chaintier.event;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * A keyed value of a node, carried by the compacted topic {@code chain.state}.
 *
 * @param namespace groups keys, for example the name of a node; without {@code /}
 * @param key       name of the value within the namespace
 * @param version   grows with every entry of the chain; the newest version of a key wins, whatever order writes arrive in
 * @param value     empty where the entry was removed
 */
public record StateEntry(
        ChainId chain,
        String namespace,
        String key,
        long version,
        String publisher,
        Instant emittedAt,
        Optional<Bytes> value) {

    /** @throws IllegalArgumentException if the namespace or key is empty, the namespace has a slash, or the version is negative */
    public StateEntry {
        requireNonNull(chain, "chain");
        requireNonNull(publisher, "publisher");
        requireNonNull(emittedAt, "emittedAt");
        requireNonNull(value, "value");
        if (namespace.isEmpty() || namespace.contains("/") || key.isEmpty()) {
            throw new IllegalArgumentException(
                    "expected a namespace without / and a key, but got \"" + namespace + "\" and \"" + key + "\"");
        }
        if (version < 0) {
            throw new IllegalArgumentException("version must not be negative: " + version);
        }
    }

    /** Key of the Kafka record: {@code chain/namespace/key}. */
    public String recordKey() {
        return chain + "/" + namespace + "/" + key;
    }
}
