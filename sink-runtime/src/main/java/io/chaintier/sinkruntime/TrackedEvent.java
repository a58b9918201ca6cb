package io.chaintier.sinkruntime;

import io.chaintier.event.ChainEvent;
import io.chaintier.event.StateEntry;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * An event on its way from the topic to the store. Made by the poll thread, settled once by whoever stored or
 * dead-lettered it.
 */
final class TrackedEvent {
    private final List<TakenRecord> taken;
    private final Optional<ChainEvent> chainEvent;
    private final Optional<StateEntry> stateEntry;
    private final RuntimeException defect;
    private final long bytes;
    private volatile boolean settled;

    private TrackedEvent(
            List<TakenRecord> taken,
            Optional<ChainEvent> chainEvent,
            Optional<StateEntry> stateEntry,
            RuntimeException defect) {
        this.taken = List.copyOf(taken);
        this.chainEvent = chainEvent;
        this.stateEntry = stateEntry;
        this.defect = defect;
        this.bytes = taken.stream()
                .mapToLong(one -> Math.max(0, one.record().serializedValueSize()))
                .sum();
    }

    /** @param taken the record or, for a block in parts, all of them */
    static TrackedEvent of(List<TakenRecord> taken, ChainEvent event) {
        return new TrackedEvent(taken, Optional.of(event), Optional.empty(), null);
    }

    static TrackedEvent of(TakenRecord taken, StateEntry entry) {
        return new TrackedEvent(List.of(taken), Optional.empty(), Optional.of(entry), null);
    }

    /** Records that can never be read. */
    static TrackedEvent defective(List<TakenRecord> taken, RuntimeException defect) {
        return new TrackedEvent(taken, Optional.empty(), Optional.empty(), defect);
    }

    /** What it came in, in the order of the topic; one or more, all of one partition. */
    List<TakenRecord> taken() {
        return taken;
    }

    TopicPartition partition() {
        ConsumerRecord<byte[], byte[]> first = taken.get(0).record();
        return new TopicPartition(first.topic(), first.partition());
    }

    long firstOffset() {
        return taken.get(0).record().offset();
    }

    /** Position that a reader must begin at to meet this event again. */
    long from() {
        return taken.get(0).from();
    }

    /** Position behind it. */
    long to() {
        return taken.get(taken.size() - 1).to();
    }

    Optional<ChainEvent> chainEvent() {
        return chainEvent;
    }

    Optional<StateEntry> stateEntry() {
        return stateEntry;
    }

    /** Why it can never be stored; empty if it may be. */
    Optional<RuntimeException> defect() {
        return Optional.ofNullable(defect);
    }

    /** Size of its record values in bytes. */
    long bytes() {
        return bytes;
    }

    /** It is in the store, or in the dead-letter topic: its offsets may be committed. */
    void settle() {
        settled = true;
    }

    boolean isSettled() {
        return settled;
    }
}
