package io.chaintier.producer.publish;

import static java.util.Objects.requireNonNull;

import io.chaintier.config.Settings;
import io.chaintier.topics.KafkaClients;
import io.chaintier.topics.TopicsConfig;
import java.time.Duration;
import java.util.Locale;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;

/**
 * How a publisher works.
 *
 * @param name             who publishes, for people: part of every event
 * @param topics           where to
 * @param kafka            makes the clients
 * @param queue            what waits between the caller and Kafka
 * @param maxRecordBytes   size of the largest record value in bytes, 16 KiB or more; larger blocks are cut into parts
 * @param transactionBytes about how much is written in one transaction when much is waiting
 * @param openTimeout      how long opening may take
 * @param closeTimeout     how long closing waits for what is queued
 */
public record PublisherConfig(
        String name,
        TopicsConfig topics,
        KafkaClients kafka,
        Queue queue,
        int maxRecordBytes,
        int transactionBytes,
        Duration openTimeout,
        Duration closeTimeout) {
    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;

    /** What happens to a publication that does not fit into the queue. */
    public enum WhenFull {
        /** Its outcome is {@link PublisherOverloadedException}, at once. */
        FAIL,
        /** The caller waits for room; the time is bounded, then as {@link #FAIL}. */
        BLOCK
    }

    /**
     * @param maxBytes        room for publications that are not yet confirmed, in bytes
     * @param maxPublications room for publications that are not yet confirmed
     * @param maxBlock        bound of {@link WhenFull#BLOCK}
     */
    public record Queue(long maxBytes, int maxPublications, WhenFull whenFull, Duration maxBlock) {
        public Queue {
            requireNonNull(whenFull, "whenFull");
            requireNonNull(maxBlock, "maxBlock");
        }
    }

    public PublisherConfig {
        requireNonNull(name, "name");
        requireNonNull(topics, "topics");
        requireNonNull(queue, "queue");
        requireNonNull(openTimeout, "openTimeout");
        requireNonNull(closeTimeout, "closeTimeout");
        requireNonNull(kafka, "kafka");
    }

    public static ConfigDef definition() {
        return new ConfigDef()
                .define(
                        "publisher.name",
                        Type.STRING,
                        "publisher",
                        Importance.MEDIUM,
                        "Who publishes, for people: part of every event.")
                .define(
                        "publisher.queue.bytes",
                        Type.LONG,
                        64L * MIB,
                        Range.atLeast(MIB),
                        Importance.MEDIUM,
                        "Room in memory, in bytes, for what Kafka has not confirmed yet.")
                .define(
                        "publisher.queue.publications",
                        Type.INT,
                        10_000,
                        Range.atLeast(1),
                        Importance.LOW,
                        "Room in memory, in publications, for what Kafka has not confirmed yet.")
                .define(
                        "publisher.queue.full",
                        Type.STRING,
                        "fail",
                        ValidString.in("fail", "block"),
                        Importance.HIGH,
                        "What publish() does when there is no room: fail at once, or block up to publisher.max.block.ms"
                                + " and fail then.")
                .define(
                        "publisher.max.block.ms",
                        Type.LONG,
                        1_000L,
                        Range.between(0, 3_600_000),
                        Importance.MEDIUM,
                        "How long publish() may wait for room where publisher.queue.full=block, in milliseconds.")
                .define(
                        "publisher.record.max.bytes",
                        Type.INT,
                        1_000_000,
                        Range.between(16 * KIB, 64 * MIB),
                        Importance.LOW,
                        "Size of the largest record in bytes. Larger blocks are cut into parts. The default fits the"
                                + " limit that Kafka's topics have by default.")
                .define(
                        "publisher.transaction.bytes",
                        Type.INT,
                        16 * MIB,
                        Range.atLeast(1),
                        Importance.LOW,
                        "About how many bytes are written in one transaction when much is waiting.")
                .define(
                        "publisher.open.timeout.ms",
                        Type.LONG,
                        120_000L,
                        Range.atLeast(1_000),
                        Importance.LOW,
                        "How long to wait for Kafka at the start, in milliseconds.")
                .define(
                        "publisher.close.timeout.ms",
                        Type.LONG,
                        15_000L,
                        Range.atLeast(0),
                        Importance.LOW,
                        "How long to wait at the end for what Kafka has not confirmed yet, in milliseconds.");
    }

    /** @throws io.chaintier.config.SettingsException if a value cannot be used */
    public static PublisherConfig from(Settings settings) {
        AbstractConfig parsed = settings.parse(definition());
        return new PublisherConfig(
                parsed.getString("publisher.name"),
                TopicsConfig.from(settings),
                KafkaClients.from(settings),
                new Queue(
                        parsed.getLong("publisher.queue.bytes"),
                        parsed.getInt("publisher.queue.publications"),
                        WhenFull.valueOf(
                                parsed.getString("publisher.queue.full").toUpperCase(Locale.ROOT)),
                        Duration.ofMillis(parsed.getLong("publisher.max.block.ms"))),
                parsed.getInt("publisher.record.max.bytes"),
                parsed.getInt("publisher.transaction.bytes"),
                Duration.ofMillis(parsed.getLong("publisher.open.timeout.ms")),
                Duration.ofMillis(parsed.getLong("publisher.close.timeout.ms")));
    }
}
