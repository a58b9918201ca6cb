package io.chaintier.sinkruntime;

import io.chaintier.spill.Owner;
import io.chaintier.topics.AdminAnswers;
import io.chaintier.topics.TopicsConfig;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;

/**
 * Which topics of which cluster offsets belong to. A topic that was deleted and created anew has the old name and
 * another id: its offsets mean other records.
 *
 * @param cluster  id of the Kafka cluster
 * @param blocksId id of the topic of blocks
 * @param stateId  id of the topic of state
 */
record TopicIdentity(String cluster, String blocksId, String stateId) {
    /** @throws KafkaException if Kafka does not say */
    static TopicIdentity read(Admin admin, TopicsConfig topics) {
        Map<String, TopicDescription> described = AdminAnswers.await(
                admin.describeTopics(List.of(topics.blocks(), topics.state())).allTopicNames());
        return new TopicIdentity(
                AdminAnswers.await(admin.describeCluster().clusterId()),
                described.get(topics.blocks()).topicId().toString(),
                described.get(topics.state()).topicId().toString());
    }

    /** As whose a fallback file is marked. */
    Owner owner(SinkConfig config) {
        return new Owner(Map.of(
                "sink", config.name(),
                "group", config.groupId(),
                "cluster", cluster,
                "blocks.topic", config.topics().blocks(),
                "blocks.topic.id", blocksId,
                "state.topic", config.topics().state(),
                "state.topic.id", stateId));
    }
}
