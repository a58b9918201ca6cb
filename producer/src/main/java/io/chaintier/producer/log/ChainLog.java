package io.chaintier.producer.log;

import static java.util.Objects.requireNonNull;

import io.chaintier.event.ChainId;
import io.chaintier.event.Envelope;
import io.chaintier.event.StateEntry;
import io.chaintier.event.wire.EventDecoder;
import io.chaintier.event.wire.StateCodec;
import io.chaintier.event.wire.WireEvent;
import io.chaintier.nodereports.NodeReport;
import io.chaintier.topics.KafkaClients;
import io.chaintier.topics.TopicsConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;

/**
 * What a chain's part of the topics says, from the newest record backwards: where a publisher finds out how far the
 * chain has come. Sees committed records only, and all that were committed before the call. One thread.
 *
 * <p>All reads throw {@link org.apache.kafka.common.KafkaException} if the topic could not be read, and
 * {@link io.chaintier.event.wire.MalformedEventException} or {@link io.chaintier.event.wire.UnknownSchemaException} if
 * it holds what this build cannot read.
 */
public final class ChainLog implements AutoCloseable {
    private final EventDecoder events = new EventDecoder();
    private final StateCodec states = new StateCodec();
    private final Admin admin;
    private final Consumer<byte[], byte[]> consumer;
    private final TopicsConfig topics;
    private final ChainId chain;

    public ChainLog(KafkaClients kafka, TopicsConfig topics, ChainId chain) {
        this.topics = requireNonNull(topics, "topics");
        this.chain = requireNonNull(chain, "chain");
        this.admin = kafka.admin();
        this.consumer = kafka.reader();
    }

    /**
     * The partition that all records of a chain are in: the one that Kafka's own rule gives to the key
     * {@code chain}. Entries of {@code chain.state} have longer keys, yet go by the chain too, so that they have one
     * order.
     */
    public static int partitionOf(ChainId chain, int partitions) {
        return Utils.toPositive(Utils.murmur2(key(chain))) % partitions;
    }

    /** Envelope of the chain's newest event; empty where the chain has none. */
    public Optional<Envelope> newestEvent() {
        Newest<Envelope> newest = new Newest<>();
        tail(topics.blocks()).walkBack(record -> event(record).map(WireEvent::envelope), newest);
        return newest.found();
    }

    /** The newest entry of state that the chain's publisher wrote, whatever its key; reports of nodes are not its own. */
    public Optional<StateEntry> newestState() {
        Newest<StateEntry> newest = new Newest<>();
        tail(topics.state())
                .walkBack(
                        record ->
                                state(record).filter(entry -> !entry.namespace().equals(NodeReport.NAMESPACE)),
                        newest);
        return newest.found();
    }

    /** The newest entry of one key; empty where there never was one or its compaction removed it. */
    public Optional<StateEntry> newestState(String namespace, String key) {
        Newest<StateEntry> newest = new Newest<>();
        tail(topics.state())
                .walkBack(
                        record -> state(record)
                                .filter(entry -> entry.namespace().equals(namespace)
                                        && entry.key().equals(key)),
                        newest);
        return newest.found();
    }

    /**
     * Walks the chain's events from the newest to the oldest, a block in parts as its parts.
     *
     * @param more false ends the walk
     */
    public void walkBack(Predicate<WireEvent> more) {
        tail(topics.blocks()).walkBack(this::event, more);
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(5)));
        admin.close(Duration.ofSeconds(5));
    }

    private PartitionTail tail(String topic) {
        int partitions = consumer.partitionsFor(topic).size();
        return new PartitionTail(admin, consumer, new TopicPartition(topic, partitionOf(chain, partitions)));
    }

    private Optional<WireEvent> event(ConsumerRecord<byte[], byte[]> record) {
        return Arrays.equals(record.key(), key(chain)) ? Optional.of(events.decode(record.value())) : Optional.empty();
    }

    private Optional<StateEntry> state(ConsumerRecord<byte[], byte[]> record) {
        boolean removed = record.value() == null;
        return !removed && new String(record.key(), StandardCharsets.UTF_8).startsWith(chain + "/")
                ? Optional.of(states.decode(record.value()))
                : Optional.empty();
    }

    private static byte[] key(ChainId chain) {
        return chain.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Takes the first that comes and wants no more. */
    private static final class Newest<T> implements Predicate<T> {
        private Optional<T> found = Optional.empty();

        @Override
        public boolean test(T value) {
            found = Optional.of(value);
            return false;
        }

        Optional<T> found() {
            return found;
        }
    }
}
