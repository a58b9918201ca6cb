package io.chaintier.sinkruntime;

import io.chaintier.event.ChainEvent;
import io.chaintier.event.StateEntry;
import io.chaintier.store.ChainWriter;
import io.chaintier.store.Outcome;
import io.chaintier.store.StoreException;
import io.chaintier.store.StoreUnavailableException;
import io.chaintier.storetestkit.ModelStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The model of a store, which fails when a test says so. */
final class ScriptedStore implements ChainWriter {
    private final ModelStore model;
    private volatile Function<ChainEvent, Optional<StoreException>> failure = event -> Optional.empty();
    private volatile boolean down;

    ScriptedStore(ModelStore model) {
        this.model = model;
    }

    /** From now on the events for which this gives a failure fail with it; probes succeed. */
    void failFor(Function<ChainEvent, Optional<StoreException>> script) {
        failure = script;
    }

    /** From now on nothing succeeds. */
    void goDown() {
        down = true;
    }

    void recover() {
        failFor(event -> Optional.empty());
        down = false;
    }

    @Override
    public List<Outcome> apply(List<ChainEvent> events) {
        List<Outcome> outcomes = new ArrayList<>();
        for (ChainEvent event : events) {
            Optional<StoreException> cause = down ? Optional.of(unavailable()) : failure.apply(event);
            if (cause.isEmpty()) {
                model.apply(List.of(event));
            }
            outcomes.add(cause.map(Outcome::failed).orElse(Outcome.STORED));
        }
        return outcomes;
    }

    @Override
    public List<Outcome> applyState(List<StateEntry> entries) {
        return down
                ? entries.stream().map(entry -> Outcome.failed(unavailable())).toList()
                : model.applyState(entries);
    }

    @Override
    public void probe() {
        if (down) {
            throw unavailable();
        }
        model.probe();
    }

    @Override
    public void close() {
        // The model outlives its sinks: it stands for the database, not for the connection.
    }

    private static StoreUnavailableException unavailable() {
        return new StoreUnavailableException("down for a test");
    }
}
