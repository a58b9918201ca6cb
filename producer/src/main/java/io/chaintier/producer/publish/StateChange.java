package io.chaintier.producer.publish;

import static java.util.Objects.requireNonNull;

import io.chaintier.event.Bytes;
import java.util.Optional;

/**
 * A keyed value of a node, for {@code chain.state}.
 *
 * @param namespace groups keys, for example the name of a node; without {@code /}; not {@value #RESERVED_NAMESPACE}
 * @param key       name of the value within the namespace
 * @param value     empty to remove it
 */
public record StateChange(String namespace, String key, Optional<Bytes> value) {
    /** Where publishers say which of them is active, and how far its spool is written. */
    public static final String RESERVED_NAMESPACE = "publisher";

    /** @throws IllegalArgumentException if the namespace or key cannot be used */
    public StateChange {
        requireNonNull(value, "value");
        if (namespace.isEmpty() || namespace.contains("/") || namespace.equals(RESERVED_NAMESPACE) || key.isEmpty()) {
            throw new IllegalArgumentException("expected a key, and a namespace without / that is not \""
                    + RESERVED_NAMESPACE + "\", but got \"" + namespace + "\" and \"" + key + "\"");
        }
    }

    long sizeBytes() {
        return namespace.length()
                + key.length()
                + value.map(bytes -> (long) bytes.size()).orElse(0L);
    }
}
