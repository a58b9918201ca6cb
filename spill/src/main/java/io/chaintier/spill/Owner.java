package io.chaintier.spill;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Whose data a log holds, written into every segment, so that a log is never drained into something else: a folder with
 * another owner is refused. For a sink: its name, the Kafka cluster, and name and id of each topic.
 *
 * @param attributes names and values without {@code =} in the name or line breaks; together at most
 *                   {@value #MAX_BYTES} bytes as lines of UTF-8
 */
public record Owner(Map<String, String> attributes) {
    static final int MAX_BYTES = 3_900;

    /** @throws IllegalArgumentException if an attribute cannot be written */
    public Owner {
        attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
        attributes.forEach((name, value) -> {
            if (name.isEmpty() || name.contains("=") || (name + value).lines().count() > 1) {
                throw new IllegalArgumentException(
                        "an owner's attribute must be one line name=value, not " + name + "=" + value);
            }
        });
    }

    /** One line {@code name=value} each, in the order of the names. */
    @Override
    public String toString() {
        return attributes.entrySet().stream()
                .map(attribute -> attribute.getKey() + "=" + attribute.getValue())
                .collect(Collectors.joining("\n"));
    }
}
