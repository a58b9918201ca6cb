package io.chaintier.sinkruntime;

import io.chaintier.event.ChainEvent;
import io.chaintier.event.StateEntry;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * An event on its way from the topic to the store. Made by the poll thread, settled once by whoever stored or
 * dead-lettered it.
 */
final class TrackedEvent {
    private final List<ConsumerRecord<byte[], byte[]>> records;
    private final Optional<ChainEvent> chainEvent;
    private final Optional<StateEntry> stateEntry;
    private final RuntimeException defect;
    private final long bytes;
    private volatile boolean settled;

    private TrackedEvent(
            List<ConsumerRecord<byte[], byte[]>> records,
            Optional<ChainEvent> chainEvent,
            Optional<StateEntry> stateEntry,
            RuntimeException defect) {
        this.records = List.copyOf(records);
        this.chainEvent = chainEvent;
        this.stateEntry = stateEntry;
        this.defect = defect;
        this.bytes = records.stream()
                .mapToLong(record -> Math.max(0, record.serializedValueSize()))
                .sum();
    }

    /** @param records the record or, for a block in parts, all of them */
    static TrackedEvent of(List<ConsumerRecord<byte[], byte[]>> records, ChainEvent event) {
        return new TrackedEvent(records, Optional.of(event), Optional.empty(), null);
    }

    static TrackedEvent of(ConsumerRecord<byte[], byte[]> record, StateEntry entry) {
        return new TrackedEvent(List.of(record), Optional.empty(), Optional.of(entry), null);
    }

    /** Records that can never be read. */
    static TrackedEvent defective(List<ConsumerRecord<byte[], byte[]>> records, RuntimeException defect) {
        return new TrackedEvent(records, Optional.empty(), Optional.empty(), defect);
    }

    /** The records it came in, in the order of the topic; one or more. */
    List<ConsumerRecord<byte[], byte[]>> records() {
        return records;
    }

    long firstOffset() {
        return records.get(0).offset();
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
