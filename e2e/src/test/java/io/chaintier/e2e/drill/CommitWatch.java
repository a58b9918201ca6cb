package io.chaintier.e2e.drill;

import io.chaintier.config.Settings;
import io.chaintier.e2e.drill.TopicLog.Entry;
import io.chaintier.event.BlockAppended;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.StateEntry;
import io.chaintier.store.BlockDetail;
import io.chaintier.store.BlockSelector;
import io.chaintier.store.ChainReader;
import io.chaintier.store.StoreException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Holds every commit of a sink against its store, while it happens (K1, I4): whenever the committed offset of a group
 * moves, all that it passed is looked up. What a store cannot answer now is asked again later; that a sink commits
 * nothing it cannot have stored is checked even then, by a ceiling.
 */
final class CommitWatch implements AutoCloseable {
    private static final long PAUSE_MS = 50;

    private final String sink;
    private final Groups groups;
    private final ChainReader store;
    private final TopicLog log;
    private final DeadLetterLog deadLetters;
    private final Map<TopicPartition, Integer> next = new HashMap<>();
    private final Map<TopicPartition, Long> committed = new ConcurrentHashMap<>();
    private final Thread thread = new Thread(this::run, "commit-watch");
    private volatile Map<TopicPartition, Long> ceiling = Map.of();
    private volatile boolean running = true;
    private volatile String complaint;
    private volatile long checked;

    /** @param store is read by this watch alone and closed with it */
    CommitWatch(String sink, Settings settings, Groups groups, ChainReader store) {
        this.sink = sink;
        this.groups = groups;
        this.store = store;
        this.log = new TopicLog(settings);
        this.deadLetters = new DeadLetterLog(settings);
        thread.start();
    }

    /** From now on no offset above these may be committed: the store is not there for anything behind them. */
    void forbidBeyond(Map<TopicPartition, Long> ends) {
        ceiling = Map.copyOf(ends);
    }

    void allow() {
        ceiling = Map.of();
    }

    /** The first thing that was committed and should not have been. */
    Optional<String> complaint() {
        return Optional.ofNullable(complaint);
    }

    /** Whether all that was committed up to these offsets was looked up. */
    boolean hasLookedUpTo(Map<TopicPartition, Long> offsets) {
        return committed.entrySet().containsAll(offsets.entrySet());
    }

    /** How many events were looked up because they were committed. */
    long checked() {
        return checked;
    }

    private void run() {
        while (running && complaint == null) {
            try {
                look();
                Thread.sleep(PAUSE_MS);
            } catch (StoreException | KafkaException e) {
                // Not there just now: the same again.
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | AssertionError e) {
                complaint = sink + ": the watch itself failed: " + e;
            }
        }
    }

    private void look() throws InterruptedException {
        // In this order: what was allowed when the offsets are asked for, was allowed when they were committed.
        Map<TopicPartition, Long> allowed = ceiling;
        Map<TopicPartition, Long> now = groups.committed(sink);
        now.forEach((partition, offset) -> {
            if (ceiling == allowed && offset > allowed.getOrDefault(partition, Long.MAX_VALUE)) {
                complaint = sink + " committed " + offset + " of " + partition
                        + ", but its store cannot have anything behind " + allowed.get(partition);
            }
        });
        // All the time, for a topic may lose records before they are committed.
        log.readToEnd();
        if (now.equals(committed)) {
            return;
        }
        now.forEach(this::check);
        committed.putAll(now);
    }

    private void check(TopicPartition partition, long offset) {
        List<Entry> entries = log.of(partition);
        int index = next.getOrDefault(partition, 0);
        while (index < entries.size() && entries.get(index).lastOffset() < offset && complaint == null) {
            Entry entry = entries.get(index);
            if (!isStored(entry) && !isDeadLettered(entry)) {
                complaint = sink + " committed " + offset + " of " + partition + ", but offset " + entry.lastOffset()
                        + " is not in its store: " + describe(entry);
            }
            checked++;
            next.put(partition, ++index);
        }
    }

    private boolean isStored(Entry entry) {
        return entry.event().map(this::isStored).orElse(false)
                || entry.state().map(this::isStored).orElse(false);
    }

    private boolean isStored(ChainEvent event) {
        boolean pointerMoved = store.head(event.chain())
                .filter(head -> head.sequence() >= event.sequence())
                .isPresent();
        if (!(event.payload() instanceof BlockAppended appended)) {
            return pointerMoved;
        }
        return pointerMoved
                && store.block(
                                event.chain(),
                                BlockSelector.hash(appended.block().ref().hash()),
                                BlockDetail.RECEIPTS)
                        .filter(block -> block.header().sequence() >= event.sequence())
                        .isPresent();
    }

    private boolean isStored(StateEntry state) {
        return store.state(state.chain(), state.namespace(), state.key())
                .filter(stored -> stored.version() >= state.version())
                .isPresent();
    }

    private boolean isDeadLettered(Entry entry) {
        return deadLetters.read().stream()
                .anyMatch(letter -> letter.sink().equals(sink)
                        && letter.origin().equals(entry.partition())
                        && letter.offset() >= entry.firstOffset()
                        && letter.offset() <= entry.lastOffset());
    }

    private static String describe(Entry entry) {
        return entry.event()
                .map(event -> event.chain() + " sequence " + event.sequence() + ", "
                        + event.payload().getClass().getSimpleName())
                .or(() -> entry.state().map(state -> "state " + state.recordKey() + " version " + state.version()))
                .orElse("a record that cannot be decoded");
    }

    @Override
    public void close() {
        running = false;
        Threads.end(thread);
        log.close();
        deadLetters.close();
        store.close();
    }
}
