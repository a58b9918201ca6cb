package io.chaintier.gateway;

import io.chaintier.event.Block;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.storetestkit.ChainBuilder;
import java.util.List;

/** A chain whose events a topic says and a store has, together or one before the other. */
final class LiveChain {
    static final ChainId ID = ChainId.parse("eip155:1");

    private final ChainBuilder history = new ChainBuilder(ID);
    private final FakeTopic topic;
    private final FakeTier store;
    private int said;
    private int stored;

    LiveChain(FakeTopic topic, FakeTier store) {
        this.topic = topic;
        this.store = store;
    }

    LiveChain append(Block block) {
        history.append(block);
        return this;
    }

    LiveChain revert() {
        history.revert();
        return this;
    }

    /** The topic says what is new. */
    LiveChain said() {
        List<ChainEvent> all = history.events();
        topic.says(all.subList(said, all.size()));
        said = all.size();
        return this;
    }

    /** The store has all. */
    LiveChain stored() {
        List<ChainEvent> all = history.events();
        store.has(all.subList(stored, all.size()));
        stored = all.size();
        return this;
    }

    /** The store has all, as it had before anybody listened. */
    LiveChain old() {
        said = history.events().size();
        return stored();
    }

    void happens() {
        stored().said();
    }
}
