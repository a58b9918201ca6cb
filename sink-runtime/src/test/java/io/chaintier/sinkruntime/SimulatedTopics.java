package io.chaintier.sinkruntime;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.event.Envelope;
import io.chaintier.event.StateEntry;
import io.chaintier.event.wire.EncodedEvent;
import io.chaintier.event.wire.EventEncoder;
import io.chaintier.event.wire.StateCodec;
import io.chaintier.storetestkit.RandomChain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/**
 * Kafka as a sink sees it: partitions whose offsets have holes where transactions ended, retention, and what the group
 * has committed. Three chains share two partitions, so that parts of large blocks interleave; state has a third.
 */
final class SimulatedTopics {
    static final TopicPartition STATE = new TopicPartition("chain.state", 0);
    static final List<TopicPartition> PARTITIONS =
            List.of(new TopicPartition("chain.blocks", 0), new TopicPartition("chain.blocks", 1), STATE);

    private static final int RECORD_BYTES = 4_096;
    private static final List<List<Content>> SOURCES = sources();
    private static final Map<String, String> PREDECESSORS = predecessors();

    /**
     * What is published as one, in one record or in parts.
     *
     * @param key what the store knows it by
     */
    private record Content(String key, TopicPartition partition, List<byte[]> values) {}

    /**
     * An event in the topic. It is done once the store or the dead letters have it.
     *
     * @param key what the store knows it by; for what cannot be decoded, where it is
     */
    record Published(String key, long firstOffset, long lastOffset) {}

    private static final class Log {
        private final NavigableMap<Long, ConsumerRecord<byte[], byte[]>> records = new TreeMap<>();
        private final List<Published> events = new ArrayList<>();
        private long beginning;
        private long end;
    }

    private final Map<TopicPartition, Log> logs = new LinkedHashMap<>();
    private final Map<TopicPartition, Long> committed = new HashMap<>();
    private final Set<String> rubbish = new HashSet<>();
    private final int[] published = new int[SOURCES.size()];
    private final int[] values = new int[SOURCES.size()];
    private final long[] firstOffsets = new long[SOURCES.size()];

    SimulatedTopics() {
        PARTITIONS.forEach(partition -> logs.put(partition, new Log()));
    }

    /** Writes the next record of any source, sometimes behind a hole, or one that cannot be decoded. */
    void publish(RandomGenerator random) {
        int source = random.nextInt(SOURCES.size());
        if (random.nextInt(60) == 0) {
            publishRubbish(PARTITIONS.get(random.nextInt(2)));
        }
        if (published[source] < SOURCES.get(source).size()) {
            publish(source, random);
        }
    }

    private void publish(int source, RandomGenerator random) {
        Content content = SOURCES.get(source).get(published[source]);
        Log log = logs.get(content.partition());
        log.end += random.nextInt(5) == 0 ? 1 + random.nextInt(3) : 0;
        long offset = append(content.partition(), content.values().get(values[source]));
        firstOffsets[source] = values[source] == 0 ? offset : firstOffsets[source];
        values[source]++;
        if (values[source] == content.values().size()) {
            log.events.add(new Published(content.key(), firstOffsets[source], offset));
            values[source] = 0;
            published[source]++;
        }
    }

    /** Ends blocks that are half published, and with a hole each partition. */
    void finish(RandomGenerator random) {
        for (int source = 0; source < SOURCES.size(); source++) {
            while (values[source] > 0) {
                publish(source, random);
            }
        }
        logs.values().forEach(log -> log.end++);
    }

    /** Whether this is the key of a record that cannot be decoded. */
    boolean isRubbish(String key) {
        return rubbish.contains(key);
    }

    private void publishRubbish(TopicPartition partition) {
        Log log = logs.get(partition);
        long offset = append(partition, "rubbish".getBytes(UTF_8));
        rubbish.add(partition + "@" + offset);
        log.events.add(new Published(partition + "@" + offset, offset, offset));
    }

    private long append(TopicPartition partition, byte[] value) {
        Log log = logs.get(partition);
        long offset = log.end++;
        log.records.put(
                offset,
                new ConsumerRecord<>(
                        partition.topic(),
                        partition.partition(),
                        offset,
                        offset,
                        TimestampType.CREATE_TIME,
                        0,
                        value.length,
                        new byte[0],
                        value,
                        new RecordHeaders(),
                        Optional.empty()));
        return offset;
    }

    /** Up to {@code most} records from a position on. */
    List<ConsumerRecord<byte[], byte[]>> read(TopicPartition partition, long position, int most) {
        return logs.get(partition).records.tailMap(position, true).values().stream()
                .limit(most)
                .toList();
    }

    long beginning(TopicPartition partition) {
        return logs.get(partition).beginning;
    }

    long end(TopicPartition partition) {
        return logs.get(partition).end;
    }

    /** Retention deletes what is before. */
    void deleteBefore(TopicPartition partition, long offset) {
        Log log = logs.get(partition);
        log.beginning = Math.max(log.beginning, offset);
        log.records.headMap(log.beginning, false).clear();
    }

    OptionalLong committed(TopicPartition partition) {
        Long offset = committed.get(partition);
        return offset == null ? OptionalLong.empty() : OptionalLong.of(offset);
    }

    void commit(TopicPartition partition, long offset) {
        committed.put(partition, offset);
    }

    /** The group's offset has expired. */
    void forget(TopicPartition partition) {
        committed.remove(partition);
    }

    List<Published> events(TopicPartition partition) {
        return logs.get(partition).events;
    }

    /** The event before this one of the same chain, which a store must have first. */
    Optional<String> predecessor(String key) {
        return Optional.ofNullable(PREDECESSORS.get(key));
    }

    static String key(ChainEvent event) {
        return event.chain() + "#" + event.sequence();
    }

    static String key(StateEntry entry) {
        return entry.namespace() + "/" + entry.key() + "#" + entry.version();
    }

    private static List<List<Content>> sources() {
        EventEncoder encoder = new EventEncoder(RECORD_BYTES);
        List<List<Content>> sources = new ArrayList<>();
        for (int chain = 0; chain < 3; chain++) {
            List<Content> contents = new ArrayList<>();
            long sequence = 0;
            for (ChainEvent event : RandomChain.events(ChainId.parse("eip155:" + chain), chain, 120)) {
                Envelope now = event.envelope();
                Envelope envelope = new Envelope(now.chain(), sequence, now.publisher(), now.emittedAt(), now.head());
                List<byte[]> values = encoder.encode(envelope, event.payload()).stream()
                        .map(EncodedEvent::value)
                        .toList();
                sequence += values.size();
                contents.add(new Content(event.chain() + "#" + (sequence - 1), PARTITIONS.get(chain % 2), values));
            }
            sources.add(List.copyOf(contents));
        }
        StateCodec codec = new StateCodec();
        sources.add(RandomChain.states(ChainId.parse("eip155:1"), 1, 150).stream()
                .map(entry -> new Content(key(entry), STATE, List.of(codec.encode(entry))))
                .toList());
        return List.copyOf(sources);
    }

    private static Map<String, String> predecessors() {
        Map<String, String> predecessors = new HashMap<>();
        for (List<Content> chain : SOURCES) {
            for (int i = 1; i < chain.size() && !chain.get(i).partition().equals(STATE); i++) {
                predecessors.put(chain.get(i).key(), chain.get(i - 1).key());
            }
        }
        return predecessors;
    }
}
