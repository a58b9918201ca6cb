package io.chaintier.e2e.drill;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chaintier.config.Settings;
import io.chaintier.topics.KafkaClients;
import io.chaintier.topics.TopicsConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** What sinks gave up, by their own account in the dead-letter topic. For one thread. */
final class DeadLetterLog implements AutoCloseable {
    private final Consumer<byte[], byte[]> reader;
    private final List<Letter> letters = new ArrayList<>();

    /**
     * @param sink    that gave the record up: {@code memory} or {@code disk}
     * @param origin  where the record was
     * @param offset  its offset there
     * @param cause   simple name of the exception's class
     * @param message what was wrong
     */
    record Letter(String sink, TopicPartition origin, long offset, String cause, String message) {}

    DeadLetterLog(Settings settings) {
        String topic = TopicsConfig.from(settings).deadLetters();
        reader = KafkaClients.from(settings).reader();
        List<TopicPartition> partitions = reader.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        reader.assign(partitions);
        reader.seekToBeginning(partitions);
    }

    /** All letters up to now. */
    List<Letter> read() {
        Map<TopicPartition, Long> ends = reader.endOffsets(reader.assignment());
        while (ends.entrySet().stream().anyMatch(end -> reader.position(end.getKey()) < end.getValue())) {
            reader.poll(Duration.ofMillis(50)).forEach(record -> letters.add(letter(record)));
        }
        return List.copyOf(letters);
    }

    private static Letter letter(ConsumerRecord<byte[], byte[]> record) {
        String type = header(record, "dead.error.class");
        return new Letter(
                header(record, "dead.sink"),
                new TopicPartition(header(record, "dead.topic"), Integer.parseInt(header(record, "dead.partition"))),
                Long.parseLong(header(record, "dead.offset")),
                type.substring(type.lastIndexOf('.') + 1),
                header(record, "dead.error.message"));
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    @Override
    public void close() {
        reader.close();
    }
}
