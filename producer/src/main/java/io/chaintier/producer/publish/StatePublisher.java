package io.chaintier.producer.publish;

import static java.util.Objects.requireNonNull;

import io.chaintier.event.Bytes;
import io.chaintier.event.ChainId;
import io.chaintier.event.StateEntry;
import io.chaintier.event.wire.RecordHeaders;
import io.chaintier.event.wire.StateCodec;
import io.chaintier.producer.log.ChainLog;
import io.chaintier.topics.KafkaClients;
import io.chaintier.topics.TopicSetup;
import io.chaintier.topics.TopicsConfig;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the values of one key of {@code chain.state}, also where another process is the chain's publisher: it needs
 * no part in that one's transactions, takes nothing over, and nothing waits for it. Versions are microseconds of the
 * wall clock, above the newest version of the key that the topic has; so of two processes that write one key, the later
 * value stays. One thread.
 */
public final class StatePublisher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatePublisher.class);
    private static final int LARGEST_RECORD_BYTES = 512 << 10;

    private final StateCodec codec = new StateCodec();
    private final String writer =
            Claim.localHost() + "/" + ProcessHandle.current().pid();
    private final ChainId chain;
    private final String namespace;
    private final String key;
    private final String topic;
    private final Clock clock;
    private final Producer<byte[], byte[]> producer;
    private long lastVersion;

    private StatePublisher(
            ChainId chain,
            String namespace,
            String key,
            String topic,
            Clock clock,
            long lastVersion,
            Producer<byte[], byte[]> producer) {
        this.chain = chain;
        this.namespace = namespace;
        this.key = key;
        this.topic = topic;
        this.clock = clock;
        this.lastVersion = lastVersion;
        this.producer = producer;
    }

    /**
     * Reads back how far the key's versions have come. Makes missing topics where configured.
     *
     * @param namespace none that a {@link ChainPublisher} writes to
     * @throws KafkaException           if Kafka cannot be used now
     * @throws PublisherFailedException if it never will: permissions, topics that do not fit
     * @throws InterruptedException     if the thread was interrupted
     */
    public static StatePublisher open(
            KafkaClients kafka, TopicsConfig topics, ChainId chain, String namespace, String key, Clock clock)
            throws InterruptedException {
        requireNonNull(clock, "clock");
        return attempt(chain, () -> {
            try (Admin admin = kafka.admin()) {
                new TopicSetup(admin, topics).ensure(LARGEST_RECORD_BYTES);
            }
            Optional<StateEntry> newest;
            try (ChainLog log = new ChainLog(kafka, topics, chain)) {
                newest = log.newestState(namespace, key);
            }
            newest.ifPresent(entry -> LOG.info(
                    "going on with {} of {}, written last by {} at {}",
                    entry.recordKey(),
                    topics.state(),
                    entry.publisher(),
                    entry.emittedAt()));
            long lastVersion = newest.map(StateEntry::version).orElse(-1L);
            return new StatePublisher(chain, namespace, key, topics.state(), clock, lastVersion, kafka.stateProducer());
        });
    }

    /**
     * Writes a value and waits until Kafka has it. Where it fails, whether it was written is not known; the next one
     * replaces it in any case.
     *
     * @param value empty to remove the key
     * @throws KafkaException           if Kafka did not take it within ten seconds or so
     * @throws PublisherFailedException if it never will
     * @throws InterruptedException     if the thread was interrupted
     */
    public StateEntry put(Optional<Bytes> value) throws InterruptedException {
        Instant now = clock.instant();
        long version = Math.max(lastVersion + 1, ChronoUnit.MICROS.between(Instant.EPOCH, now));
        StateEntry entry = new StateEntry(chain, namespace, key, version, writer, now, value);
        attempt(chain, () -> {
            int partition =
                    ChainLog.partitionOf(chain, producer.partitionsFor(topic).size());
            List<Header> headers =
                    List.of(header(RecordHeaders.CHAIN, chain.toString()), header(RecordHeaders.TYPE, StateCodec.TYPE));
            return producer.send(new ProducerRecord<>(
                            topic, partition, bytes(entry.recordKey()), codec.encode(entry), headers))
                    .get();
        });
        lastVersion = version;
        return entry;
    }

    @Override
    public void close() {
        try {
            producer.close(Duration.ofSeconds(1));
        } catch (InterruptException e) {
            LOG.debug("the producer of {}/{} was closed by an interrupted thread", namespace, key, e);
        }
    }

    /** Something that Kafka is asked to do. */
    @FunctionalInterface
    private interface Attempt<T> {
        T run() throws ExecutionException, InterruptedException;
    }

    private static <T> T attempt(ChainId chain, Attempt<T> attempt) throws InterruptedException {
        RuntimeException failure;
        try {
            return attempt.run();
        } catch (InterruptException e) {
            throw new InterruptedException("closed");
        } catch (ExecutionException e) {
            failure = e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
        } catch (RuntimeException e) {
            failure = e;
        }
        throw Failures.permanent(chain, failure)
                .map(RuntimeException.class::cast)
                .orElse(failure);
    }

    private static Header header(String name, String text) {
        return new RecordHeader(name, bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
