package io.chaintier.sinkruntime;

import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.event.StateEntry;
import io.chaintier.store.ChainWriter;
import io.chaintier.store.Outcome;
import io.chaintier.store.StoreException;
import io.chaintier.store.StoreOverloadedException;
import io.chaintier.store.StoreRejectedException;
import io.chaintier.store.StoreUnavailableException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * A database that goes down, gets slow, takes half of what it is given, takes something and says it did not, and refuses
 * some contents for ever. It insists on the order of a chain, as I3 does: what comes before an event is there already.
 */
final class SimulatedStore implements ChainWriter, DeadLetterWriter {
    private final RandomGenerator random;
    private final SimulatedTopics topics;
    private final Set<String> done = new HashSet<>();
    private final List<String> problems = new ArrayList<>();
    private boolean down;
    private boolean overloaded;
    private boolean flaky;

    SimulatedStore(SimulatedTopics topics, RandomGenerator random) {
        this.topics = topics;
        this.random = random;
    }

    void goDown() {
        down = true;
    }

    void getSlow() {
        overloaded = true;
    }

    void getFlaky() {
        flaky = true;
    }

    void recover() {
        down = false;
        overloaded = false;
        flaky = false;
    }

    /** Whether the event of this key is stored, or with the dead letters. */
    boolean has(String key) {
        return done.contains(key);
    }

    /** What was done against the rules. */
    List<String> problems() {
        return problems;
    }

    static boolean isRefused(String key) {
        return key.hashCode() % 41 == 0;
    }

    @Override
    public List<Outcome> apply(List<ChainEvent> events) {
        List<Outcome> outcomes = new ArrayList<>();
        Map<ChainId, StoreException> held = new HashMap<>();
        for (ChainEvent event : events) {
            StoreException before = held.get(event.chain());
            Outcome outcome = before != null ? Outcome.failed(before) : write(SimulatedTopics.key(event));
            if (outcome instanceof Outcome.Failed failed && !(failed.cause() instanceof StoreRejectedException)) {
                held.put(event.chain(), failed.cause());
            }
            outcomes.add(outcome);
        }
        return outcomes;
    }

    @Override
    public List<Outcome> applyState(List<StateEntry> entries) {
        return entries.stream().map(entry -> write(SimulatedTopics.key(entry))).toList();
    }

    private Outcome write(String key) {
        if (down) {
            if (random.nextInt(10) == 0) {
                done.add(key);
            }
            return Outcome.failed(new StoreUnavailableException("down"));
        }
        if (overloaded && random.nextBoolean()) {
            return Outcome.failed(new StoreOverloadedException("slow"));
        }
        if (flaky && random.nextInt(6) == 0) {
            return Outcome.failed(new StoreUnavailableException("flaky"));
        }
        Optional<String> before =
                topics.predecessor(key).filter(earlier -> !done.contains(earlier) && !isRefused(earlier));
        before.ifPresent(earlier -> problems.add(key + " was written before " + earlier));
        if (isRefused(key)) {
            return Outcome.failed(new StoreRejectedException("refused"));
        }
        done.add(key);
        return Outcome.STORED;
    }

    @Override
    public void probe() {
        if (down) {
            throw new StoreUnavailableException("down");
        }
    }

    /** As dead-letter topic. */
    @Override
    public void write(TrackedEvent event, RuntimeException cause) throws FailedException {
        if (random.nextInt(20) == 0) {
            throw new FailedException("not now", cause, true);
        }
        String key = event.chainEvent()
                .map(SimulatedTopics::key)
                .or(() -> event.stateEntry().map(SimulatedTopics::key))
                .orElseGet(() -> event.partition() + "@" + event.firstOffset());
        if (event.defect().isPresent() ? !topics.isRubbish(key) : !isRefused(key)) {
            problems.add(key + " went to the dead letters for " + cause);
        }
        done.add(key);
    }

    @Override
    public void close() {
        // It outlives the sinks.
    }
}
