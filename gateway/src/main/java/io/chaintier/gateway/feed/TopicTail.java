package io.chaintier.gateway.feed;

import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.event.wire.EventAssembler;
import io.chaintier.event.wire.EventDecoder;
import io.chaintier.event.wire.MalformedEventException;
import io.chaintier.event.wire.UnknownSchemaException;
import io.chaintier.event.wire.WireEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads the event log from its end on, as a member of no group: nothing is ever committed. Positions are kept in memory,
 * so that an outage of Kafka leaves no hole. For one thread.
 */
final class TopicTail implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration CLOSING = Duration.ofSeconds(2);

    private final Consumer<byte[], byte[]> consumer;
    private final Listener listener;
    private final EventDecoder decoder = new EventDecoder();
    private final Map<ChainId, ChainRecords> chains = new HashMap<>();

    /** Gets what the topic says. */
    interface Listener {
        void happened(ChainEvent event);

        /** Something of this chain was missed. */
        void missed(ChainId chain, String why);

        /** Something was missed, and nobody can say of which chain. */
        void missed(String why);
    }

    /** The records of one chain so far. */
    private static final class ChainRecords {
        private final TopicPartition partition;
        private final EventAssembler assembler = new EventAssembler();
        private OptionalLong lastSequence = OptionalLong.empty();

        ChainRecords(TopicPartition partition) {
            this.partition = partition;
        }
    }

    private TopicTail(Consumer<byte[], byte[]> consumer, Listener listener) {
        this.consumer = consumer;
        this.listener = listener;
    }

    /**
     * Stands at the end of the topic.
     *
     * @param consumer closed with this, and if this fails
     * @throws KafkaException if Kafka does not answer, or the topic is not there
     */
    static TopicTail open(Consumer<byte[], byte[]> consumer, String topic, Listener listener) {
        try {
            List<PartitionInfo> found = consumer.partitionsFor(topic, PATIENCE);
            if (found == null || found.isEmpty()) {
                throw new KafkaException("topic " + topic + " does not exist");
            }
            Set<TopicPartition> partitions = found.stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .collect(Collectors.toSet());
            consumer.assign(partitions);
            TopicTail tail = new TopicTail(consumer, listener);
            tail.standAtTheEndOf(partitions);
            return tail;
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    /** The place is fixed before anybody can begin to listen, not when the first record is asked for. */
    private void standAtTheEndOf(Set<TopicPartition> partitions) {
        consumer.seekToEnd(partitions);
        partitions.forEach(partition -> consumer.position(partition, PATIENCE));
    }

    /**
     * Gives the listener what is new.
     *
     * @param full chains of which nothing more is to be read now
     * @throws UnknownSchemaException if a record was written by a newer publisher: nothing behind it can be understood
     * @throws KafkaException         if Kafka refused for good; an outage is not thrown, but looks like silence
     */
    void poll(Duration timeout, Set<ChainId> full) {
        pauseOnly(full);
        try {
            consumer.poll(timeout).forEach(this::take);
        } catch (OffsetOutOfRangeException e) {
            listener.missed("the topic no longer has what came next: " + e.getMessage());
            chains.clear();
            standAtTheEndOf(e.partitions());
        }
    }

    private void pauseOnly(Set<ChainId> full) {
        Set<TopicPartition> pause = new HashSet<>();
        full.forEach(chain -> pause.add(chains.get(chain).partition));
        if (!pause.equals(consumer.paused())) {
            consumer.resume(consumer.paused());
            consumer.pause(pause);
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        try {
            WireEvent wire = decode(record);
            ChainId chain = wire.envelope().chain();
            ChainRecords records = chains.computeIfAbsent(
                    chain, id -> new ChainRecords(new TopicPartition(record.topic(), record.partition())));
            checkFollows(records, wire);
            add(records, wire);
        } catch (MalformedEventException e) {
            listener.missed("a record of the topic cannot be read (partition " + record.partition() + ", offset "
                    + record.offset() + "): " + e.getMessage());
        }
    }

    private WireEvent decode(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            throw new MalformedEventException("the record has no value");
        }
        return decoder.decode(record.value());
    }

    private void checkFollows(ChainRecords records, WireEvent wire) {
        long sequence = wire.envelope().sequence();
        OptionalLong last = records.lastSequence;
        records.lastSequence = OptionalLong.of(sequence);
        if (last.isPresent() && sequence != last.getAsLong() + 1) {
            listener.missed(
                    wire.envelope().chain(),
                    "the topic does not go on where it was: sequence " + sequence + " follows " + last.getAsLong());
        }
    }

    private void add(ChainRecords records, WireEvent wire) {
        try {
            records.assembler.add(wire).ifPresent(listener::happened);
        } catch (MalformedEventException e) {
            listener.missed(wire.envelope().chain(), "a block in parts is broken: " + e.getMessage());
            if (wire instanceof WireEvent.Whole) {
                records.assembler.add(wire).ifPresent(listener::happened);
            }
        }
    }

    /** Records that are in the topic and were not read; empty where Kafka has not said yet. */
    OptionalLong lag() {
        long lag = 0;
        for (TopicPartition partition : consumer.assignment()) {
            OptionalLong of = consumer.currentLag(partition);
            if (of.isEmpty()) {
                return OptionalLong.empty();
            }
            lag += of.getAsLong();
        }
        return OptionalLong.of(lag);
    }

    /** How often Kafka answered so far. It does so twice a second at least, also when there is nothing new. */
    double answers() {
        return consumer.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().name().equals("fetch-total")
                        && metric.getKey().tags().size() == 1)
                .map(metric -> metric.getValue().metricValue())
                .mapToDouble(value -> ((Number) value).doubleValue())
                .sum();
    }

    /** Whether nothing is asked for now. */
    boolean isPaused() {
        return !consumer.paused().isEmpty();
    }

    /** Also on a thread that was interrupted in order to stop, which Kafka's client would take for a failure to close. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        try {
            consumer.close(CloseOptions.timeout(CLOSING));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
