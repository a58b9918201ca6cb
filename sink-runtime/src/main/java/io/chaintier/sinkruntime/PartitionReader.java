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
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One partition: its records to events, and up to where everything is settled. It lives as long as the assignment, so
 * what was in flight under an earlier one cannot move its offsets. For the poll thread.
 */
final class PartitionReader {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionReader.class);

    private final EventDecoder decoder = new EventDecoder();
    private final StateCodec stateCodec = new StateCodec();
    private final boolean ofState;
    private final SinkCounters counters;
    private final Map<ChainId, Parts> parts = new HashMap<>();
    private final Map<ChainId, Long> lastSequence = new HashMap<>();
    /** All that have a record at or behind the committable position. */
    private final Deque<TrackedEvent> events = new ArrayDeque<>();

    private long bytes;
    private long checkedUntil;

    /** @param ofState whether this is a partition of the state topic; else one of the blocks topic */
    PartitionReader(boolean ofState, SinkCounters counters) {
        this.ofState = ofState;
        this.counters = counters;
    }

    /**
     * Takes the next record of the partition.
     *
     * @return what is complete with it, in order: usually one event; none while parts of a block are missing
     * @throws io.chaintier.event.wire.UnknownSchemaException if the record was written by a newer publisher; nothing has
     *                                                        changed then
     */
    List<TrackedEvent> read(TakenRecord taken) {
        List<TrackedEvent> complete = ofState ? List.of(readState(taken)) : readChainEvent(taken);
        events.addAll(complete);
        complete.forEach(event -> bytes += event.bytes());
        return complete;
    }

    /**
     * The position up to which everything is settled, and at which a reader can begin: not between the parts of a block,
     * even of one that is settled, while there is something unsettled between them.
     *
     * @param next position up to which records were read
     */
    long committable(long next) {
        long lowest = next;
        for (TrackedEvent event : events) {
            lowest = event.isSettled() ? lowest : Math.min(lowest, event.from());
        }
        for (Parts held : parts.values()) {
            lowest = held.taken.isEmpty()
                    ? lowest
                    : Math.min(lowest, held.taken.get(0).from());
        }
        long settled = beginningOfBlocksAt(lowest);
        events.removeIf(event -> {
            boolean done = event.isSettled() && event.to() <= settled;
            bytes -= done ? event.bytes() : 0;
            return done;
        });
        return settled;
    }

    private long beginningOfBlocksAt(long position) {
        long beginning = position;
        for (TrackedEvent event : events) {
            beginning =
                    event.from() < position && position < event.to() ? Math.min(beginning, event.from()) : beginning;
        }
        return beginning == position ? position : beginningOfBlocksAt(beginning);
    }

    /**
     * Bytes of the events that are held until those before them are settled. Not counted while parts of a block are
     * awaited: they must be read, whatever comes between them.
     */
    long heldBytes() {
        return parts.values().stream().allMatch(held -> held.taken.isEmpty()) ? bytes : 0;
    }

    /** Whether an event of this reader is not settled. */
    boolean isWaitingFor(TrackedEvent event) {
        return !event.isSettled() && events.contains(event);
    }

    /** Whether all events are settled; parts of a block that is not complete are none. */
    boolean isSettled() {
        return events.stream().allMatch(TrackedEvent::isSettled);
    }

    /**
     * Forgets what was read from the committable position on, so that it can be read again.
     *
     * @return all its records in the order of their offsets, with no record left out: those of settled events too, for a
     *         block whose parts are partly in the file and partly not must not end up without the rest
     */
    List<TakenRecord> takeBack() {
        List<TakenRecord> records = new ArrayList<>();
        events.forEach(event -> records.addAll(event.taken()));
        parts.values().forEach(held -> records.addAll(held.taken));
        records.sort(Comparator.comparingLong(TakenRecord::from));
        events.clear();
        parts.clear();
        bytes = 0;
        return records;
    }

    /** What is read next does not follow what was read last, all of which is in the store. */
    void breakOff() {
        events.clear();
        parts.clear();
        bytes = 0;
        lastSequence.clear();
    }

    private TrackedEvent readState(TakenRecord taken) {
        try {
            return TrackedEvent.of(taken, stateCodec.decode(value(taken)));
        } catch (MalformedEventException e) {
            return TrackedEvent.defective(List.of(taken), e);
        }
    }

    private List<TrackedEvent> readChainEvent(TakenRecord taken) {
        WireEvent wire;
        try {
            wire = decoder.decode(value(taken));
        } catch (MalformedEventException e) {
            return List.of(TrackedEvent.defective(List.of(taken), e));
        }
        checkSequence(wire, taken);
        Parts chain = parts.computeIfAbsent(wire.envelope().chain(), id -> new Parts());
        chain.taken.add(taken);
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
        List<TakenRecord> taken = chain.take();
        boolean lastIsFine = wire instanceof WireEvent.Whole || startsParts(wire) && taken.size() > 1;
        if (!lastIsFine) {
            return List.of(TrackedEvent.defective(taken, cause));
        }
        List<TrackedEvent> events = new ArrayList<>();
        TakenRecord last = taken.get(taken.size() - 1);
        events.add(TrackedEvent.defective(taken.subList(0, taken.size() - 1), cause));
        chain.taken.add(last);
        chain.assembler.add(wire).ifPresent(event -> events.add(TrackedEvent.of(chain.take(), event)));
        return events;
    }

    private static boolean startsParts(WireEvent wire) {
        return wire instanceof WireEvent.Part part && part.part() == 0 && part.parts() > 1;
    }

    /** Each record once: what is read again after an outage was looked at before. */
    private void checkSequence(WireEvent wire, TakenRecord taken) {
        if (taken.to() <= checkedUntil) {
            return;
        }
        checkedUntil = taken.to();
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

    private static byte[] value(TakenRecord taken) {
        if (taken.record().value() == null) {
            throw new MalformedEventException("the record has no value");
        }
        return taken.record().value();
    }

    /** The records of a chain since its last complete event. */
    private static final class Parts {
        private final EventAssembler assembler = new EventAssembler();
        private final List<TakenRecord> taken = new ArrayList<>();

        List<TakenRecord> take() {
            List<TakenRecord> all = List.copyOf(taken);
            taken.clear();
            return all;
        }
    }
}
