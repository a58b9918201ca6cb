package io.chaintier.producer.publish;

import static java.util.Objects.requireNonNull;

import io.chaintier.event.Bytes;
import io.chaintier.nodereports.NodeReport;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A keyed value of a node, for {@code chain.state}.
 *
 * @param namespace groups keys, for example the name of a node; without {@code /}; neither {@value #RESERVED_NAMESPACE}
 *                  nor {@value NodeReport#NAMESPACE}
 * @param key       name of the value within the namespace
 * @param value     empty to remove it
 */
public record StateChange(String namespace, String key, Optional<Bytes> value) {
    /** Where publishers say which of them is active, and how far its spool is written. */
    public static final String RESERVED_NAMESPACE = "publisher";

    private static final Set<String> RESERVED = Set.of(RESERVED_NAMESPACE, NodeReport.NAMESPACE);

    /** @throws IllegalArgumentException if the namespace or key cannot be used */
    public StateChange {
        requireNonNull(value, "value");
        if (namespace.isEmpty() || namespace.contains("/") || RESERVED.contains(namespace) || key.isEmpty()) {
            throw new IllegalArgumentException("expected a key, and a namespace without / that is none of "
                    + new TreeSet<>(RESERVED) + ", but got \"" + namespace + "\" and \"" + key + "\"");
        }
    }

    long sizeBytes() {
        return namespace.length()
                + key.length()
                + value.map(bytes -> (long) bytes.size()).orElse(0L);
    }
}
