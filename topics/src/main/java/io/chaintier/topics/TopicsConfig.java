package io.chaintier.topics;

import static java.util.Objects.requireNonNull;

import io.chaintier.config.Settings;
import io.chaintier.event.Topics;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;

/**
 * The topics of a deployment. Every service of it must be given the same names.
 *
 * @param blocks           name of the event log
 * @param state            name of the topic of keyed values
 * @param deadLetters      name of the topic of records that a store can never take
 * @param create           whether missing topics are made
 * @param partitions       of a topic that is made; a chain is one partition, so more serve only more chains
 * @param replication      copies of a topic that is made; -1 for the broker's default
 * @param minInSyncReplicas of a topic that is made; -1 for the broker's default
 */
public record TopicsConfig(
        String blocks,
        String state,
        String deadLetters,
        boolean create,
        int partitions,
        short replication,
        int minInSyncReplicas) {
    private static final int DEFAULT_PARTITIONS = 8;

    public TopicsConfig {
        requireNonNull(blocks, "blocks");
        requireNonNull(state, "state");
        requireNonNull(deadLetters, "deadLetters");
    }

    public static ConfigDef definition() {
        return new ConfigDef()
                .define("topics.blocks", Type.STRING, Topics.BLOCKS, Importance.LOW, "Name of the event log.")
                .define("topics.state", Type.STRING, Topics.STATE, Importance.LOW, "Name of the topic of node state.")
                .define(
                        "topics.dead.letters",
                        Type.STRING,
                        Topics.DEAD_LETTERS,
                        Importance.LOW,
                        "Name of the topic of records that a store can never take.")
                .define(
                        "topics.create",
                        Type.BOOLEAN,
                        true,
                        Importance.MEDIUM,
                        "Make topics that are missing. If false, a missing topic is an error.")
                .define(
                        "topics.partitions",
                        Type.INT,
                        DEFAULT_PARTITIONS,
                        Range.atLeast(1),
                        Importance.MEDIUM,
                        "Partitions of a topic that is made. The events of one chain are in one partition. The number"
                                + " cannot be changed later: a chain would move to another partition.")
                .define(
                        "topics.replication",
                        Type.INT,
                        -1,
                        Range.between(-1, Short.MAX_VALUE),
                        Importance.HIGH,
                        "Copies of a topic that is made; -1 for the broker's default.")
                .define(
                        "topics.min.insync.replicas",
                        Type.INT,
                        -1,
                        Range.atLeast(-1),
                        Importance.HIGH,
                        "Copies that must have a record before it counts as written; -1 for the broker's default.");
    }

    /** @throws io.chaintier.config.SettingsException if a value cannot be used */
    public static TopicsConfig from(Settings settings) {
        AbstractConfig parsed = settings.parse(definition());
        return new TopicsConfig(
                parsed.getString("topics.blocks"),
                parsed.getString("topics.state"),
                parsed.getString("topics.dead.letters"),
                parsed.getBoolean("topics.create"),
                parsed.getInt("topics.partitions"),
                parsed.getInt("topics.replication").shortValue(),
                parsed.getInt("topics.min.insync.replicas"));
    }
}
