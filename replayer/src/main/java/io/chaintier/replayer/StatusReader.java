package io.chaintier.replayer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chaintier.event.ChainId;
import io.chaintier.replayer.PipelineStatus.DeadLetterCause;
import io.chaintier.replayer.PipelineStatus.SinkLag;
import io.chaintier.replayer.PipelineStatus.TierHead;
import io.chaintier.store.ChainReader;
import io.chaintier.store.StoreException;
import io.chaintier.topics.KafkaClients;
import io.chaintier.topics.TopicsConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/** Asks Kafka and every tier where they stand. Changes nothing, and no group notices. For one thread. */
public final class StatusReader {
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaClients kafka;
    private final TopicsConfig topics;
    private final List<String> groups;
    private final Map<String, ChainReader> tiers;

    /**
     * @param groups consumer groups of the sinks
     * @param tiers  readers by tier, in the order to show them; they stay the caller's
     */
    public StatusReader(KafkaClients kafka, TopicsConfig topics, List<String> groups, Map<String, ChainReader> tiers) {
        this.kafka = kafka;
        this.topics = topics;
        this.groups = List.copyOf(groups);
        this.tiers = new LinkedHashMap<>(tiers);
    }

    /** @throws KafkaException if Kafka does not answer, or lacks a topic; a tier that does not answer is part of the status */
    public PipelineStatus read() throws InterruptedException {
        try (Admin admin = kafka.admin();
                Consumer<byte[], byte[]> reader = kafka.reader()) {
            List<SinkLag> lags = new ArrayList<>();
            for (String group : groups) {
                lags.add(lag(admin, reader, group));
            }
            return new PipelineStatus(lags, heads(), deadLetters(reader));
        }
    }

    private SinkLag lag(Admin admin, Consumer<byte[], byte[]> reader, String group) throws InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> committed = committed(admin, group);
        List<TopicPartition> partitions = new ArrayList<>(partitions(reader, topics.blocks()));
        partitions.addAll(partitions(reader, topics.state()));
        Map<TopicPartition, Long> beginnings = reader.beginningOffsets(partitions);
        long records = 0;
        for (Map.Entry<TopicPartition, Long> end : reader.endOffsets(partitions).entrySet()) {
            OffsetAndMetadata offset = committed.get(end.getKey());
            long from = offset == null ? beginnings.get(end.getKey()) : offset.offset();
            records += Math.max(0, end.getValue() - from);
        }
        return new SinkLag(group, records, !committed.isEmpty());
    }

    private static Map<TopicPartition, OffsetAndMetadata> committed(Admin admin, String group)
            throws InterruptedException {
        try {
            return admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException failure ? failure : new KafkaException(e.getCause());
        }
    }

    private List<TierHead> heads() {
        Set<String> chains = new TreeSet<>();
        tiers.values().forEach(tier -> chainsOf(tier).forEach(chain -> chains.add(chain.toString())));
        List<TierHead> heads = new ArrayList<>();
        chains.forEach(chain -> tiers.forEach((name, tier) -> heads.add(head(ChainId.parse(chain), name, tier))));
        return heads;
    }

    /** A tier that does not answer here says so with each chain that another tier knows. */
    private static Set<ChainId> chainsOf(ChainReader tier) {
        try {
            return tier.chains();
        } catch (StoreException e) {
            return Set.of();
        }
    }

    private static TierHead head(ChainId chain, String name, ChainReader tier) {
        try {
            return new TierHead(chain, name, tier.head(chain), Optional.empty());
        } catch (StoreException e) {
            return new TierHead(chain, name, Optional.empty(), Optional.of(e.getMessage()));
        }
    }

    private Map<DeadLetterCause, Long> deadLetters(Consumer<byte[], byte[]> reader) {
        List<TopicPartition> partitions = partitions(reader, topics.deadLetters());
        Map<TopicPartition, Long> ends = reader.endOffsets(partitions);
        reader.assign(partitions);
        reader.seekToBeginning(partitions);
        Map<DeadLetterCause, Long> counts = new HashMap<>();
        while (ends.entrySet().stream().anyMatch(end -> reader.position(end.getKey()) < end.getValue())) {
            for (ConsumerRecord<byte[], byte[]> letter : reader.poll(POLL)) {
                DeadLetterCause cause =
                        new DeadLetterCause(header(letter, "dead.sink"), header(letter, "dead.error.class"));
                counts.merge(cause, 1L, Long::sum);
            }
        }
        return counts;
    }

    private static List<TopicPartition> partitions(Consumer<byte[], byte[]> reader, String topic) {
        List<TopicPartition> partitions = reader.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw new KafkaException("there is no topic " + topic);
        }
        return partitions;
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        Header header = letter.headers().lastHeader(name);
        return header == null ? "unknown" : new String(header.value(), UTF_8);
    }
}
