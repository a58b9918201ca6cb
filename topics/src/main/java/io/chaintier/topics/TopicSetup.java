package io.chaintier.topics;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the topics that are missing and checks those that are there. Any number of processes may do so at once. What
 * exists is never changed.
 */
public final class TopicSetup {
    private static final Logger LOG = LoggerFactory.getLogger(TopicSetup.class);

    private static final int STATE_SEGMENT_BYTES = 32 << 20;
    private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(50);

    private final Admin admin;
    private final TopicsConfig topics;

    /** @param admin stays the caller's */
    public TopicSetup(Admin admin, TopicsConfig topics) {
        this.admin = requireNonNull(admin, "admin");
        this.topics = requireNonNull(topics, "topics");
    }

    /**
     * On return all topics exist and take records of {@code maxRecordBytes}.
     *
     * @param maxRecordBytes size of the largest record in bytes, with key and headers
     * @throws TopicsUnusableException if a topic is missing and must not be made, or takes only smaller records
     * @throws KafkaException          if the brokers did not answer; may be tried again
     */
    public void ensure(int maxRecordBytes) {
        for (NewTopic topic : List.of(blocks(), state(maxRecordBytes), deadLetters())) {
            try {
                ensure(topic, maxRecordBytes);
            } catch (TopicAuthorizationException e) {
                skipUnlessToBeMade(topic.name(), e);
            }
        }
    }

    private void ensure(NewTopic topic, int maxRecordBytes) {
        Optional<Config> existing = describe(topic.name());
        if (existing.isEmpty()) {
            create(topic);
            awaitVisible(topic.name());
            existing = describe(topic.name());
        }
        existing.ifPresent(config -> checkTakes(maxRecordBytes, topic.name(), config));
    }

    /** Who only writes to topics that others made needs no right to see their settings. */
    private void skipUnlessToBeMade(String topic, TopicAuthorizationException denied) {
        if (topics.create()) {
            throw new TopicsUnusableException(
                    "topic " + topic + " cannot be checked or made for lack of permission (" + denied.getMessage()
                            + "): allow it, or make the topics and set topics.create=false",
                    denied);
        }
        LOG.info("topic {} is not checked, for its settings may not be seen", topic);
    }

    private NewTopic blocks() {
        return topic(
                topics.blocks(),
                Map.of(TopicConfig.RETENTION_MS_CONFIG, "-1", TopicConfig.RETENTION_BYTES_CONFIG, "-1"));
    }

    /** In small segments, for the newest is never compacted, and publishers read back what compaction has left. */
    private NewTopic state(int maxRecordBytes) {
        int segmentBytes = Math.max(STATE_SEGMENT_BYTES, 2 * maxRecordBytes);
        return topic(
                topics.state(),
                Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_COMPACT,
                        TopicConfig.SEGMENT_BYTES_CONFIG,
                        Integer.toString(segmentBytes)));
    }

    private NewTopic deadLetters() {
        return topic(topics.deadLetters(), Map.of(TopicConfig.RETENTION_MS_CONFIG, "-1"));
    }

    private NewTopic topic(String name, Map<String, String> config) {
        Map<String, String> all = new HashMap<>(config);
        if (topics.minInSyncReplicas() > 0) {
            all.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(topics.minInSyncReplicas()));
        }
        return new NewTopic(name, topics.partitions(), topics.replication()).configs(all);
    }

    private void create(NewTopic topic) {
        if (!topics.create()) {
            throw new TopicsUnusableException(
                    "topic " + topic.name() + " does not exist, and topics.create=false: make it, or allow us to");
        }
        try {
            AdminAnswers.await(admin.createTopics(List.of(topic)).all());
            LOG.info("made topic {} with {} partitions", topic.name(), topic.numPartitions());
        } catch (TopicExistsException e) {
            LOG.debug("topic {} was made by another process meanwhile", topic.name());
        } catch (AuthorizationException | InvalidReplicationFactorException | PolicyViolationException e) {
            throw new TopicsUnusableException("topic " + topic.name() + " cannot be made: " + e.getMessage(), e);
        }
    }

    /** A topic that was made is not known to every broker at once. */
    private void awaitVisible(String topic) {
        long deadline = System.nanoTime() + VISIBLE_WITHIN.toNanos();
        while (true) {
            try {
                AdminAnswers.await(admin.describeTopics(List.of(topic)).allTopicNames());
                return;
            } catch (UnknownTopicOrPartitionException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
            }
            try {
                Thread.sleep(POLL.toMillis());
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
        }
    }

    private Optional<Config> describe(String topic) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try {
            return Optional.of(AdminAnswers.await(
                    admin.describeConfigs(List.of(resource)).values().get(resource)));
        } catch (UnknownTopicOrPartitionException e) {
            return Optional.empty();
        }
    }

    private static void checkTakes(int maxRecordBytes, String topic, Config config) {
        int accepted = Integer.parseInt(
                config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value());
        if (accepted < maxRecordBytes) {
            throw new TopicsUnusableException("topic " + topic + " takes records of at most " + accepted
                    + " bytes (its max.message.bytes), but ours can have " + maxRecordBytes
                    + ": raise the topic's, or lower publisher.record.max.bytes");
        }
    }
}
