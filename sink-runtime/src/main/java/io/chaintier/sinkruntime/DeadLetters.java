package io.chaintier.sinkruntime;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Where records go that the store can never take: key, value and headers as they were, and in further headers where they
 * come from and why they are here. Safe for one thread.
 */
final class DeadLetters implements AutoCloseable {
    private static final int MAX_MESSAGE_CHARS = 2_000;

    private final Producer<byte[], byte[]> producer;
    private final String topic;
    private final String sink;

    DeadLetters(SinkConfig config) {
        this.producer = config.kafka().deadLetterProducer();
        this.topic = config.topics().deadLetters();
        this.sink = config.name();
    }

    /**
     * Writes all records of an event and returns when Kafka has them.
     *
     * @throws KafkaException if it does not; whether some of them got there is unknown
     */
    void write(TrackedEvent event, RuntimeException cause) throws InterruptedException {
        List<Future<?>> sent = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : event.records()) {
            ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(topic, record.key(), record.value());
            record.headers().forEach(letter.headers()::add);
            header(letter, "dead.sink", sink);
            header(letter, "dead.topic", record.topic());
            header(letter, "dead.partition", String.valueOf(record.partition()));
            header(letter, "dead.offset", String.valueOf(record.offset()));
            header(letter, "dead.error.class", cause.getClass().getName());
            String message = String.valueOf(cause.getMessage());
            header(letter, "dead.error.message", message.substring(0, Math.min(MAX_MESSAGE_CHARS, message.length())));
            sent.add(producer.send(letter));
        }
        for (Future<?> letter : sent) {
            try {
                letter.get();
            } catch (ExecutionException e) {
                throw new KafkaException("dead-letter topic " + topic + " does not take a record", e.getCause());
            }
        }
    }

    private static void header(ProducerRecord<byte[], byte[]> letter, String name, String value) {
        letter.headers().add(name, value.getBytes(UTF_8));
    }

    @Override
    public void close() {
        producer.close();
    }
}
