package io.chaintier.sinkruntime;

import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.event.wire.EventAssembler;
import io.chaintier.event.wire.EventDecoder;
import io.chaintier.event.wire.MalformedEventException;
import io.chaintier.event.wire.StateCodec;
import io.chaintier.event.wire.WireEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One assigned partition: its records to events, and which offset may be committed. It lives as long as the assignment,
 * so what was in flight under an earlier one cannot move its offsets. For the poll thread.
 */
final class PartitionReader {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionReader.class);

    private final EventDecoder decoder = new EventDecoder();
    private final StateCodec stateCodec = new StateCodec();
    private final boolean ofState;
    private final SinkCounters counters;
    private final Map<ChainId, Parts> parts = new HashMap<>();
    private final Map<ChainId, Long> lastSequence = new HashMap<>();
    private final Deque<TrackedEvent> unsettled = new ArrayDeque<>();
    private String stopped;

    /** @param ofState whether this is a partition of the state topic; else one of the blocks topic */
    PartitionReader(boolean ofState, SinkCounters counters) {
        this.ofState = ofState;
        this.counters = counters;
    }

    /**
     * Takes the next record of the partition.
     *
     * @return what is complete with it, in order: usually one event; none while parts of a block are missing
     * @throws io.chaintier.event.wire.UnknownSchemaException if the record was written by a newer publisher
     */
    List<TrackedEvent> read(ConsumerRecord<byte[], byte[]> record) {
        List<TrackedEvent> events = ofState ? List.of(readState(record)) : readChainEvent(record);
        unsettled.addAll(events);
        return events;
    }

    /**
     * The offset up to which everything is settled.
     *
     * @param position offset of the next record that the consumer will give
     */
    long committable(long position) {
        while (!unsettled.isEmpty() && unsettled.peekFirst().isSettled()) {
            unsettled.removeFirst();
        }
        long lowest = unsettled.isEmpty() ? position : unsettled.peekFirst().firstOffset();
        for (Parts held : parts.values()) {
            if (!held.records.isEmpty()) {
                lowest = Math.min(lowest, held.records.get(0).offset());
            }
        }
        return lowest;
    }

    /** Nothing more is read from this partition until the sink is started anew. */
    void stop(String reason) {
        stopped = reason;
    }

    Optional<String> stopped() {
        return Optional.ofNullable(stopped);
    }

    private TrackedEvent readState(ConsumerRecord<byte[], byte[]> record) {
        try {
            return TrackedEvent.of(record, stateCodec.decode(value(record)));
        } catch (MalformedEventException e) {
            return TrackedEvent.defective(List.of(record), e);
        }
    }

    private List<TrackedEvent> readChainEvent(ConsumerRecord<byte[], byte[]> record) {
        WireEvent wire;
        try {
            wire = decoder.decode(value(record));
        } catch (MalformedEventException e) {
            return List.of(TrackedEvent.defective(List.of(record), e));
        }
        checkSequence(wire);
        Parts chain = parts.computeIfAbsent(wire.envelope().chain(), id -> new Parts());
        chain.records.add(record);
        try {
            Optional<ChainEvent> event = chain.assembler.add(wire);
            return event.map(complete -> List.of(TrackedEvent.of(chain.take(), complete)))
                    .orElse(List.of());
        } catch (MalformedEventException e) {
            return afterBrokenParts(chain, wire, e);
        }
    }

    /** The parts that were held are lost for good; the record that showed it may be fine by itself. */
    private static List<TrackedEvent> afterBrokenParts(Parts chain, WireEvent wire, MalformedEventException cause) {
        List<ConsumerRecord<byte[], byte[]>> records = chain.take();
        boolean lastIsFine = wire instanceof WireEvent.Whole || startsParts(wire) && records.size() > 1;
        if (!lastIsFine) {
            return List.of(TrackedEvent.defective(records, cause));
        }
        List<TrackedEvent> events = new ArrayList<>();
        ConsumerRecord<byte[], byte[]> last = records.get(records.size() - 1);
        events.add(TrackedEvent.defective(records.subList(0, records.size() - 1), cause));
        chain.records.add(last);
        chain.assembler.add(wire).ifPresent(event -> events.add(TrackedEvent.of(chain.take(), event)));
        return events;
    }

    private static boolean startsParts(WireEvent wire) {
        return wire instanceof WireEvent.Part part && part.part() == 0 && part.parts() > 1;
    }

    private void checkSequence(WireEvent wire) {
        ChainId chain = wire.envelope().chain();
        long sequence = wire.envelope().sequence();
        Long last = lastSequence.put(chain, sequence);
        if (last != null && sequence != last + 1) {
            counters.sequenceGap();
            LOG.error(
                    "{}: sequence {} follows {}: {}",
                    chain,
                    sequence,
                    last,
                    sequence > last ? "events are missing from the topic" : "events were published twice");
        }
    }

    private static byte[] value(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            throw new MalformedEventException("the record has no value");
        }
        return record.value();
    }

    /** The records of a chain since its last complete event. */
    private static final class Parts {
        private final EventAssembler assembler = new EventAssembler();
        private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();

        List<ConsumerRecord<byte[], byte[]>> take() {
            List<ConsumerRecord<byte[], byte[]>> taken = List.copyOf(records);
            records.clear();
            return taken;
        }
    }
}
