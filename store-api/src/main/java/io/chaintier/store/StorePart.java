package io.chaintier.store;

import static java.util.Objects.requireNonNull;

/**
 * A part of a store that can be up or down by itself.
 *
 * @param name  what is kept there: {@code receipt}
 * @param place where it is, for people: {@code cluster archive, datacenter replica}
 * @param state by its last answers
 * @param why   it is not up; empty where it is
 */
public record StorePart(String name, String place, State state, String why) {
    /** How a part of a store is. */
    public enum State {
        /** Nothing was asked of it yet. */
        UNUSED,
        UP,
        /** It answers, but what it says about what changes is not believed: it may lack what others have. */
        BEHIND,
        DOWN
    }

    public StorePart {
        requireNonNull(name, "name");
        requireNonNull(place, "place");
        requireNonNull(state, "state");
        requireNonNull(why, "why");
    }
}
