package io.chaintier.gateway.read;

import java.util.Locale;

/** Where an answer can come from, in the order in which they are asked. */
public enum Tier {
    /** Fast, and may lack anything: that memory does not have something says nothing. */
    MEMORY,
    /** The disk database's copy for readers, a little behind the primary. */
    REPLICA,
    /** The disk database that is written to. */
    PRIMARY;

    public boolean isDisk() {
        return this != MEMORY;
    }

    /** The name in settings, headers and figures: {@code memory}, {@code replica}, {@code primary}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if there is no such tier */
    public static Tier parse(String text) {
        for (Tier tier : values()) {
            if (tier.toString().equals(text)) {
                return tier;
            }
        }
        throw new IllegalArgumentException("expected memory, replica or primary, but got \"" + text + "\"");
    }
}
