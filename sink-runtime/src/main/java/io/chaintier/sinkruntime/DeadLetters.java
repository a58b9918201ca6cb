package io.chaintier.sinkruntime;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Where records go that the store can never take: key, value and headers as they were, and in further headers where they
 * come from and why they are here. Safe for one thread.
 */
final class DeadLetters implements DeadLetterWriter {
    private static final int MAX_MESSAGE_CHARS = 2_000;
    private static final Duration BELIEVED = Duration.ofSeconds(30);

    private final Producer<byte[], byte[]> producer;
    private final String topic;
    private final String sink;
    private Optional<FailedException> unusable = Optional.empty();
    private long unusableSince;

    DeadLetters(SinkConfig config) {
        this.producer = config.kafka().deadLetterProducer();
        this.topic = config.topics().deadLetters();
        this.sink = config.name();
    }

    @Override
    public void write(TrackedEvent event, RuntimeException cause) throws FailedException, InterruptedException {
        // Kafka's client takes seconds to find out that a topic is missing: not for every record anew.
        if (unusable.isPresent() && System.nanoTime() - unusableSince < BELIEVED.toNanos()) {
            throw unusable.get();
        }
        try {
            List<Future<?>> sent = new ArrayList<>();
            for (TakenRecord taken : event.taken()) {
                sent.add(producer.send(letter(taken.record(), cause)));
            }
            for (Future<?> letter : sent) {
                letter.get();
            }
        } catch (InterruptException e) {
            throw new InterruptedException();
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } catch (KafkaException e) {
            throw failure(e);
        }
    }

    private ProducerRecord<byte[], byte[]> letter(ConsumerRecord<byte[], byte[]> record, RuntimeException cause) {
        ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(topic, record.key(), record.value());
        record.headers().forEach(letter.headers()::add);
        header(letter, "dead.sink", sink);
        header(letter, "dead.topic", record.topic());
        header(letter, "dead.partition", String.valueOf(record.partition()));
        header(letter, "dead.offset", String.valueOf(record.offset()));
        header(letter, "dead.error.class", cause.getClass().getName());
        String message = String.valueOf(cause.getMessage());
        header(letter, "dead.error.message", message.substring(0, Math.min(MAX_MESSAGE_CHARS, message.length())));
        return letter;
    }

    /** A topic that is not there, or may not be written, or is too small for the record, will be so the next time too. */
    private FailedException failure(Throwable cause) {
        boolean forbidden = cause instanceof AuthorizationException;
        boolean missing = Stream.iterate(cause, link -> link != null, Throwable::getCause)
                .anyMatch(link -> link instanceof UnknownTopicOrPartitionException);
        String message = "the dead-letter topic " + topic + (missing ? " does not exist" : " does not take the record")
                + ": " + cause.getMessage();
        FailedException failure = new FailedException(message, cause, !missing && cause instanceof RetriableException);
        unusable = missing || forbidden ? Optional.of(failure) : Optional.empty();
        unusableSince = System.nanoTime();
        return failure;
    }

    private static void header(ProducerRecord<byte[], byte[]> letter, String name, String value) {
        letter.headers().add(name, value.getBytes(UTF_8));
    }

    @Override
    public void close() {
        producer.close();
    }
}
