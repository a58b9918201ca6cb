package io.chaintier.gateway.rpc;

import java.util.Locale;

/** How settled the blocks are that an answer was made from, in the words of caching proxies; strongest first. */
public enum Finality {
    /** None of them can be abandoned any more. */
    FINALIZED,
    /** They are not expected to be abandoned. */
    SAFE,
    /** They are above what is safe. */
    UNFINALIZED,
    /** Nothing is said: no data, no word of the chain on finality, or a block that may be an abandoned one. */
    UNKNOWN;

    /** The name in headers: lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    Finality or(Finality other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
