package io.chaintier.e2e.drill;

import io.chaintier.config.Settings;
import io.chaintier.topics.KafkaClients;
import io.chaintier.topics.TopicsConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** Where the sinks of a drill stand in its topics, as Kafka tells it. Safe for many threads. */
final class Groups implements AutoCloseable {
    private final Admin admin;
    private final TopicsConfig topics;
    private final String prefix;

    Groups(Settings settings, String groupPrefix) {
        admin = KafkaClients.from(settings).admin();
        topics = TopicsConfig.from(settings);
        prefix = groupPrefix;
    }

    Admin admin() {
        return admin;
    }

    String group(String sink) {
        return prefix + sink + "-sink";
    }

    /** Committed offsets; partitions of which nothing was committed are not there. */
    Map<TopicPartition, Long> committed(String sink) throws InterruptedException {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        await(admin.listConsumerGroupOffsets(group(sink)).partitionsToOffsetAndMetadata())
                .forEach((partition, offset) -> {
                    if (offset != null) {
                        offsets.put(partition, offset.offset());
                    }
                });
        return offsets;
    }

    /** Offset behind the last record that consumers may see, of every partition that a sink reads. */
    Map<TopicPartition, Long> ends() throws InterruptedException {
        return offsets(OffsetSpec.latest());
    }

    Map<TopicPartition, Long> beginnings() throws InterruptedException {
        return offsets(OffsetSpec.earliest());
    }

    /** Records that the sink has not committed, over all partitions. */
    long lag(String sink) throws InterruptedException {
        Map<TopicPartition, Long> committed = committed(sink);
        Map<TopicPartition, Long> beginnings = beginnings();
        return ends().entrySet().stream()
                .mapToLong(end -> Math.max(
                        0, end.getValue() - committed.getOrDefault(end.getKey(), beginnings.get(end.getKey()))))
                .sum();
    }

    private Map<TopicPartition, Long> offsets(OffsetSpec which) throws InterruptedException {
        List<String> names = List.of(topics.blocks(), topics.state());
        Map<TopicPartition, OffsetSpec> wanted = await(
                        admin.describeTopics(names).allTopicNames())
                .values()
                .stream()
                .flatMap(topic ->
                        topic.partitions().stream().map(info -> new TopicPartition(topic.name(), info.partition())))
                .collect(Collectors.toMap(partition -> partition, partition -> which));
        return await(admin.listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                        .all())
                .entrySet()
                .stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().offset()));
    }

    /** @throws KafkaException if the broker does not answer well */
    static <T> T await(KafkaFuture<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException failure ? failure : new KafkaException(e.getCause());
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
