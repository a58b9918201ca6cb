package io.chaintier.event;

import java.util.regex.Pattern;

/**
 * Identity of a chain after CAIP-2, for example {@code eip155:1}. Case-sensitive, at most 41 characters.
 *
 * @param namespace family of chains: 3 to 8 of {@code [-a-z0-9]}
 * @param reference the chain in it: 1 to 32 of {@code [-_a-zA-Z0-9]}
 */
public record ChainId(String namespace, String reference) {
    private static final Pattern NAMESPACE = Pattern.compile("[-a-z0-9]{3,8}");
    private static final Pattern REFERENCE = Pattern.compile("[-_a-zA-Z0-9]{1,32}");

    /** @throws IllegalArgumentException if a component has another shape; the message shows it */
    public ChainId {
        if (!NAMESPACE.matcher(namespace).matches()
                || !REFERENCE.matcher(reference).matches()) {
            throw new IllegalArgumentException(
                    "expected a CAIP-2 chain id such as eip155:1, but got \"" + namespace + ":" + reference + "\"");
        }
    }

    /** @throws IllegalArgumentException if {@code text} is not {@code namespace:reference} */
    public static ChainId parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("expected a CAIP-2 chain id such as eip155:1, but got \"" + text + "\"");
        }
        return new ChainId(text.substring(0, colon), text.substring(colon + 1));
    }

    /** The id for places where a colon is not allowed (files, topics, keyspaces): {@code eip155-1}. */
    public String fileName() {
        return namespace + "-" + reference;
    }

    /** {@code namespace:reference}, as {@link #parse} reads it. */
    @Override
    public String toString() {
        return namespace + ":" + reference;
    }
}
