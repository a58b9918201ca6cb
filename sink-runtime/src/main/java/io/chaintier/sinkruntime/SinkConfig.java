package io.chaintier.sinkruntime;

import static java.util.Objects.requireNonNull;

import io.chaintier.config.Settings;
import io.chaintier.config.SettingsException;
import io.chaintier.spill.SpillConfig;
import io.chaintier.topics.KafkaClients;
import io.chaintier.topics.TopicsConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;

/**
 * What a sink needs to know besides its store.
 *
 * @param name             of the sink, for threads, messages and the consumer group: {@code memory} or {@code disk}
 * @param groupId          consumer group; instances of one sink share it
 * @param topics           what is read, and where records go that the store can never take
 * @param batchEvents      most events that one call to the store gets, 1 to 10,000
 * @param batchBytes       most bytes that one call to the store gets; one event may be larger
 * @param queueBytes       most bytes read from Kafka and not yet stored; one event may be larger
 * @param commitInterval   how often offsets are committed
 * @param backoffMin       first pause after a failure of the store
 * @param backoffMax       longest pause after failures of the store
 * @param shutdownTimeout  how long a stop waits for the batch in flight
 * @param spill            the fallback file
 * @param acceptedMissing  what is missing from Kafka and may be passed over, each exactly
 * @param kafka            makes the clients
 */
public record SinkConfig(
        String name,
        String groupId,
        TopicsConfig topics,
        int batchEvents,
        long batchBytes,
        long queueBytes,
        Duration commitInterval,
        Duration backoffMin,
        Duration backoffMax,
        Duration shutdownTimeout,
        SpillConfig spill,
        Set<MissingRange> acceptedMissing,
        KafkaClients kafka) {
    private static final long MIB = 1 << 20;
    private static final long GIB = 1 << 30;

    public SinkConfig {
        requireNonNull(name, "name");
        requireNonNull(groupId, "groupId");
        requireNonNull(topics, "topics");
        requireNonNull(spill, "spill");
        acceptedMissing = Set.copyOf(acceptedMissing);
        requireNonNull(kafka, "kafka");
    }

    /**
     * Names this member of the group for good, by its machine and its folder: killed and started again it gets its
     * partitions back at once, and with them what its fallback file is good for, instead of after the session time-out.
     * No two sinks have the same one, for a folder is used by one at a time.
     */
    String instanceId() {
        String folder = Integer.toHexString(
                spill.directory().toAbsolutePath().normalize().hashCode());
        return (name + "-" + host() + "-" + folder).replaceAll("[^A-Za-z0-9._-]", "-");
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }

    public static ConfigDef definition() {
        return new ConfigDef()
                .define(
                        "sink.group.prefix",
                        Type.STRING,
                        "chaintier-",
                        Importance.MEDIUM,
                        "Consumer group of a sink: this and the sink's name. Another group reads the topic from its start.")
                .define(
                        "sink.batch.events",
                        Type.INT,
                        500,
                        Range.between(1, 10_000),
                        Importance.LOW,
                        "Most events that one call to the store gets.")
                .define(
                        "sink.batch.bytes",
                        Type.LONG,
                        8 * MIB,
                        Range.between(1, 256 * MIB),
                        Importance.LOW,
                        "Most bytes of events that one call to the store gets. One event may be larger.")
                .define(
                        "sink.queue.bytes",
                        Type.LONG,
                        32 * MIB,
                        Range.between(1, 1024 * MIB),
                        Importance.LOW,
                        "Most bytes read from Kafka and not yet stored. One event may be larger.")
                .define(
                        "sink.commit.interval.ms",
                        Type.LONG,
                        500,
                        Range.between(1, 60_000),
                        Importance.LOW,
                        "How often offsets are committed. What was stored since is stored again after a crash.")
                .define(
                        "sink.backoff.min.ms",
                        Type.LONG,
                        50,
                        Range.between(1, 60_000),
                        Importance.LOW,
                        "First pause after a failure of the store. It doubles with each further one.")
                .define(
                        "sink.backoff.max.ms",
                        Type.LONG,
                        5_000,
                        Range.between(1, 600_000),
                        Importance.LOW,
                        "Longest pause after failures of the store.")
                .define(
                        "sink.shutdown.timeout.ms",
                        Type.LONG,
                        20_000,
                        Range.between(1, 600_000),
                        Importance.LOW,
                        "How long a stop waits for the batch in flight.")
                .define(
                        "sink.spill.dir",
                        Type.STRING,
                        ".chaintier/spill",
                        new ConfigDef.NonEmptyString(),
                        Importance.HIGH,
                        "Folder of the fallback files; each sink has its own in it, by its name. One process at a time"
                                + " uses one: instances on one machine need a folder each. On ext4 or xfs. A relative"
                                + " one is in the checkout.")
                .define(
                        "sink.spill.segment.bytes",
                        Type.INT,
                        (int) (64 * MIB),
                        Range.between((int) MIB, (int) GIB),
                        Importance.LOW,
                        "Size of one segment of the fallback file. Two are there from the start.")
                .define(
                        "sink.spill.max.bytes",
                        Type.LONG,
                        16 * GIB,
                        Range.atLeast(2 * MIB),
                        Importance.HIGH,
                        "Most bytes of the fallback file. When it is full nothing more is read: Kafka keeps the rest.")
                .define(
                        "sink.spill.min.free.bytes",
                        Type.LONG,
                        GIB,
                        Range.atLeast(0),
                        Importance.MEDIUM,
                        "Bytes of the disk that the fallback file leaves free.")
                .define(
                        "sink.spill.force.ms",
                        Type.LONG,
                        50,
                        Range.between(1, 60_000),
                        Importance.LOW,
                        "How often the fallback file is forced to the disk: what a power loss can take from it.");
    }

    /**
     * @param name of the sink: {@code memory} or {@code disk}
     * @throws io.chaintier.config.SettingsException naming the key that cannot be used
     */
    public static SinkConfig from(String name, Settings settings) {
        AbstractConfig config = settings.parse(definition());
        return new SinkConfig(
                name,
                config.getString("sink.group.prefix") + name + "-sink",
                TopicsConfig.from(settings),
                config.getInt("sink.batch.events"),
                config.getLong("sink.batch.bytes"),
                config.getLong("sink.queue.bytes"),
                Duration.ofMillis(config.getLong("sink.commit.interval.ms")),
                Duration.ofMillis(config.getLong("sink.backoff.min.ms")),
                Duration.ofMillis(config.getLong("sink.backoff.max.ms")),
                Duration.ofMillis(config.getLong("sink.shutdown.timeout.ms")),
                spill(name, config),
                Set.of(),
                KafkaClients.from(settings));
    }

    /** The same, passing over these ranges where nothing has them any more. */
    public SinkConfig acceptingMissing(Collection<MissingRange> ranges) {
        return new SinkConfig(
                name,
                groupId,
                topics,
                batchEvents,
                batchBytes,
                queueBytes,
                commitInterval,
                backoffMin,
                backoffMax,
                shutdownTimeout,
                spill,
                Set.copyOf(ranges),
                kafka);
    }

    private static SpillConfig spill(String name, AbstractConfig config) {
        Path directory = Path.of(System.getProperty("chaintier.home", "."))
                .resolve(config.getString("sink.spill.dir"))
                .resolve(name)
                .toAbsolutePath()
                .normalize();
        int segmentBytes = config.getInt("sink.spill.segment.bytes");
        long maxBytes = config.getLong("sink.spill.max.bytes");
        if (maxBytes < 2L * segmentBytes) {
            throw new SettingsException(
                    "sink.spill.max.bytes=" + maxBytes + ": expected room for two segments of sink.spill.segment.bytes="
                            + segmentBytes + " or more",
                    null);
        }
        return new SpillConfig(
                directory,
                segmentBytes,
                maxBytes,
                config.getLong("sink.spill.min.free.bytes"),
                Duration.ofMillis(config.getLong("sink.spill.force.ms")));
    }
}
