package io.chaintier.producer.publish;

import static java.util.Objects.requireNonNull;

import io.chaintier.config.Settings;
import io.chaintier.config.SettingsException;
import io.chaintier.topics.KafkaClients;
import io.chaintier.topics.TopicsConfig;
import java.nio.file.Path;
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
 * @param whenUnreachable  what happens to publications that Kafka does not take now
 * @param spooling         the spool of {@link WhenUnreachable#SPOOL}
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
        WhenUnreachable whenUnreachable,
        Spooling spooling,
        int maxRecordBytes,
        int transactionBytes,
        Duration openTimeout,
        Duration closeTimeout) {
    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;

    /**
     * What happens to publications while Kafka is unreachable or too slow. None of them makes {@code publish()} wait for
     * Kafka or for a disk; what each guarantees is in {@link ChainPublisher}.
     */
    public enum WhenUnreachable {
        /** They go to a spool on disk and from there to Kafka, once it can be reached. */
        SPOOL,
        /** They stay in the queue. The caller waits for room; the time is bounded, then as {@link #FAIL}. */
        BLOCK,
        /** They stay in the queue. Where it is full, the outcome is {@link PublisherOverloadedException}, at once. */
        FAIL
    }

    /**
     * @param maxBytes        room for publications that are neither confirmed nor spooled, in bytes
     * @param maxPublications room for publications that are neither confirmed nor spooled
     * @param maxBlock        bound of {@link WhenUnreachable#BLOCK}
     */
    public record Queue(long maxBytes, int maxPublications, Duration maxBlock) {
        public Queue {
            requireNonNull(maxBlock, "maxBlock");
        }
    }

    /**
     * @param directory       each chain has a folder in it, of one publisher at a time
     * @param after           how long Kafka may take for a transaction before what waits is spooled
     * @param segmentBytes    size of a segment file in bytes
     * @param maxBytes        most bytes that the segment files of a chain may have together
     * @param minFreeBytes    bytes that must stay free on the disk
     * @param maxPublications most publications in the spool whose outcomes this process owes; each takes some 40 bytes of
     *                        heap
     */
    public record Spooling(
            Path directory, Duration after, int segmentBytes, long maxBytes, long minFreeBytes, int maxPublications) {
        private static final int MAX_PUBLICATIONS = 1_000_000;

        public Spooling {
            requireNonNull(directory, "directory");
            requireNonNull(after, "after");
        }

        private static Spooling from(AbstractConfig parsed) {
            int segmentBytes = parsed.getInt("publisher.spool.segment.bytes");
            long maxBytes = parsed.getLong("publisher.spool.max.bytes");
            if (maxBytes < 2L * segmentBytes) {
                throw new SettingsException(
                        "publisher.spool.max.bytes=" + maxBytes + ": expected room for two segments or more, "
                                + 2L * segmentBytes + " with publisher.spool.segment.bytes=" + segmentBytes);
            }
            return new Spooling(
                    Path.of(System.getProperty("chaintier.home", ""))
                            .resolve(parsed.getString("publisher.spool.dir"))
                            .toAbsolutePath()
                            .normalize(),
                    Duration.ofMillis(parsed.getLong("publisher.spool.after.ms")),
                    segmentBytes,
                    maxBytes,
                    parsed.getLong("publisher.spool.min.free.bytes"),
                    MAX_PUBLICATIONS);
        }
    }

    public PublisherConfig {
        requireNonNull(name, "name");
        requireNonNull(topics, "topics");
        requireNonNull(queue, "queue");
        requireNonNull(whenUnreachable, "whenUnreachable");
        requireNonNull(spooling, "spooling");
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
                        "Room in memory, in bytes, for what is neither confirmed nor spooled.")
                .define(
                        "publisher.queue.publications",
                        Type.INT,
                        10_000,
                        Range.atLeast(1),
                        Importance.LOW,
                        "Room in memory, in publications, for what is neither confirmed nor spooled.")
                .define(
                        "publisher.when.unreachable",
                        Type.STRING,
                        "spool",
                        ValidString.in("spool", "block", "fail"),
                        Importance.HIGH,
                        "What happens to publications while Kafka is unreachable or too slow: spool them on disk; or"
                                + " keep them in memory and, once that is full, block publish() up to"
                                + " publisher.max.block.ms, or fail at once. produce import blocks unless told"
                                + " otherwise.")
                .define(
                        "publisher.max.block.ms",
                        Type.LONG,
                        1_000L,
                        Range.between(0, 3_600_000),
                        Importance.MEDIUM,
                        "How long publish() may wait for room where publisher.when.unreachable=block, in milliseconds.")
                .define(
                        "publisher.spool.dir",
                        Type.STRING,
                        ".chaintier/spool",
                        new ConfigDef.NonEmptyString(),
                        Importance.HIGH,
                        "Where publications are spooled, a folder for each chain. Below the checkout if relative, or"
                                + " below the working directory of a node that has the publisher built in.")
                .define(
                        "publisher.spool.after.ms",
                        Type.LONG,
                        1_000L,
                        Range.between(10, 600_000),
                        Importance.LOW,
                        "How long Kafka may take for a transaction before what waits is spooled, in milliseconds.")
                .define(
                        "publisher.spool.segment.bytes",
                        Type.INT,
                        32 * MIB,
                        Range.between(MIB, 1 << 30),
                        Importance.LOW,
                        "Size of a segment file of the spool in bytes; two are made ahead.")
                .define(
                        "publisher.spool.max.bytes",
                        Type.LONG,
                        8L << 30,
                        Range.atLeast(2 * MIB),
                        Importance.MEDIUM,
                        "Most bytes that the spool of a chain may take, at least two segments. When it is full, publish()"
                                + " fails as with publisher.when.unreachable=fail.")
                .define(
                        "publisher.spool.min.free.bytes",
                        Type.LONG,
                        512L * MIB,
                        Range.atLeast(0),
                        Importance.MEDIUM,
                        "Bytes that the spool leaves free on its disk.")
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
                        "How long to wait for Kafka at the start, in milliseconds. With a spool the publisher then begins"
                                + " without it.")
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
                        Duration.ofMillis(parsed.getLong("publisher.max.block.ms"))),
                WhenUnreachable.valueOf(
                        parsed.getString("publisher.when.unreachable").toUpperCase(Locale.ROOT)),
                Spooling.from(parsed),
                parsed.getInt("publisher.record.max.bytes"),
                parsed.getInt("publisher.transaction.bytes"),
                Duration.ofMillis(parsed.getLong("publisher.open.timeout.ms")),
                Duration.ofMillis(parsed.getLong("publisher.close.timeout.ms")));
    }
}
