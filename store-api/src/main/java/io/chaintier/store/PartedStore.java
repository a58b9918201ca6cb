package io.chaintier.store;

import java.util.List;

/** What is made of parts that can be up or down by themselves. */
public interface PartedStore {
    /** How each part is doing, for people; empty where the store is one. Asks nobody. */
    default List<StorePart> parts() {
        return List.of();
    }
}
