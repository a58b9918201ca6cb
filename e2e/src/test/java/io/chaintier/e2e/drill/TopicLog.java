package io.chaintier.e2e.drill;

import io.chaintier.config.Settings;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.event.StateEntry;
import io.chaintier.event.wire.EventAssembler;
import io.chaintier.event.wire.EventDecoder;
import io.chaintier.event.wire.MalformedEventException;
import io.chaintier.event.wire.StateCodec;
import io.chaintier.event.wire.UnknownSchemaException;
import io.chaintier.event.wire.WireEvent;
import io.chaintier.topics.KafkaClients;
import io.chaintier.topics.TopicsConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The topics of a drill, read from their beginning by nobody's consumer: what the stores are compared with. It remembers
 * what it has read, so records that the topics lose later stay known. For one thread.
 */
final class TopicLog implements AutoCloseable {
    private final EventDecoder decoder = new EventDecoder();
    private final StateCodec stateCodec = new StateCodec();
    private final Map<ChainId, EventAssembler> assemblers = new HashMap<>();
    private final Map<ChainId, Long> firstOffsets = new HashMap<>();
    private final Map<TopicPartition, List<Entry>> entries = new HashMap<>();
    private final Map<TopicPartition, List<Long>> offsets = new HashMap<>();
    private final Consumer<byte[], byte[]> reader;
    private final TopicsConfig topics;

    /**
     * One thing that a sink has to store.
     *
     * @param firstOffset of its first record
     * @param lastOffset  of its last record: it is settled when this is below the committed offset
     * @param event       of a chain; empty for an entry of state
     * @param state       the other way round. Both are empty where the record cannot be decoded
     */
    record Entry(
            TopicPartition partition,
            long firstOffset,
            long lastOffset,
            Optional<ChainEvent> event,
            Optional<StateEntry> state) {}

    TopicLog(Settings settings) {
        topics = TopicsConfig.from(settings);
        reader = KafkaClients.from(settings).reader();
        List<TopicPartition> partitions = Stream.of(topics.blocks(), topics.state())
                .flatMap(topic -> reader.partitionsFor(topic).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        reader.assign(partitions);
        reader.seekToBeginning(partitions);
        partitions.forEach(partition -> entries.put(partition, new ArrayList<>()));
    }

    /** Reads on to the present end; returns what each partition has now. */
    Map<TopicPartition, Long> readToEnd() {
        Map<TopicPartition, Long> ends = reader.endOffsets(reader.assignment());
        while (ends.entrySet().stream().anyMatch(end -> reader.position(end.getKey()) < end.getValue())) {
            reader.poll(Duration.ofMillis(50)).forEach(this::take);
        }
        return ends;
    }

    /** What was read of a partition, in order. */
    List<Entry> of(TopicPartition partition) {
        return entries.getOrDefault(partition, List.of());
    }

    /** The events of a chain that were read, in order. */
    List<ChainEvent> events(ChainId chain) {
        return events(chain, entry -> true);
    }

    /** Those of them whose entry is wanted. */
    List<ChainEvent> events(ChainId chain, Predicate<Entry> wanted) {
        return entries.values().stream()
                .flatMap(List::stream)
                .filter(wanted)
                .flatMap(entry -> entry.event().stream())
                .filter(event -> event.chain().equals(chain))
                .toList();
    }

    /** The entries of state whose entry here is wanted. */
    List<StateEntry> states(Predicate<Entry> wanted) {
        return entries.values().stream()
                .flatMap(List::stream)
                .filter(wanted)
                .flatMap(entry -> entry.state().stream())
                .toList();
    }

    /** How many records were read at or behind these offsets; all of a partition that is not among them. */
    long records(Map<TopicPartition, Long> from) {
        return offsets.entrySet().stream()
                .mapToLong(its -> its.getValue().stream()
                        .filter(offset -> offset >= from.getOrDefault(its.getKey(), 0L))
                        .count())
                .sum();
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        offsets.computeIfAbsent(partition, its -> new ArrayList<>()).add(record.offset());
        try {
            if (record.value() == null) {
                add(partition, record.offset(), record.offset(), Optional.empty(), Optional.empty());
            } else if (record.topic().equals(topics.state())) {
                StateEntry state = stateCodec.decode(record.value());
                add(partition, record.offset(), record.offset(), Optional.empty(), Optional.of(state));
            } else {
                takeEvent(partition, record.offset(), decoder.decode(record.value()));
            }
        } catch (MalformedEventException | UnknownSchemaException e) {
            add(partition, record.offset(), record.offset(), Optional.empty(), Optional.empty());
        }
    }

    private void takeEvent(TopicPartition partition, long offset, WireEvent wire) {
        ChainId chain = wire.envelope().chain();
        long first = firstOffsets.computeIfAbsent(chain, id -> offset);
        assemblers.computeIfAbsent(chain, id -> new EventAssembler()).add(wire).ifPresent(event -> {
            firstOffsets.remove(chain);
            add(partition, first, offset, Optional.of(event), Optional.empty());
        });
    }

    private void add(
            TopicPartition partition, long first, long last, Optional<ChainEvent> event, Optional<StateEntry> state) {
        entries.get(partition).add(new Entry(partition, first, last, event, state));
    }

    @Override
    public void close() {
        reader.close();
    }
}
