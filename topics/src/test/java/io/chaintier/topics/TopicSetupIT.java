package io.chaintier.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chaintier.config.Settings;
import io.chaintier.localstack.ServerKind;
import io.chaintier.localstack.SharedStack;
import io.chaintier.localstack.junit.LocalStackTest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@LocalStackTest(ServerKind.KAFKA)
class TopicSetupIT {
    private static final int RECORD_BYTES = 1_000_000;

    private final Map<String, String> names;
    private final Admin admin;

    TopicSetupIT(SharedStack stack) {
        this.names = Map.of(
                "topics.blocks", stack.uniqueName("blocks"),
                "topics.state", stack.uniqueName("state"),
                "topics.dead.letters", stack.uniqueName("letters"));
        this.admin = Admin.create(Map.of("bootstrap.servers", stack.kafka()));
    }

    @AfterEach
    void closeAdmin() {
        admin.close();
    }

    @Test
    void missingTopicsAreMadeAndKeepEventsForEver() throws Exception {
        setup(Map.of("topics.partitions", "3")).ensure(RECORD_BYTES);

        for (TopicDescription topic :
                admin.describeTopics(names.values()).allTopicNames().get().values()) {
            assertThat(topic.partitions()).hasSize(3);
        }
        assertThat(config("topics.blocks", "retention.ms")).isEqualTo("-1");
        assertThat(config("topics.blocks", "cleanup.policy")).isEqualTo("delete");
        assertThat(config("topics.state", "cleanup.policy")).isEqualTo("compact");
        assertThat(config("topics.dead.letters", "retention.ms")).isEqualTo("-1");
    }

    @Test
    void topicsThatAreThereStayAsTheyAre() throws Exception {
        setup(Map.of("topics.partitions", "3")).ensure(RECORD_BYTES);

        setup(Map.of("topics.partitions", "5")).ensure(RECORD_BYTES);

        assertThat(admin.describeTopics(names.values()).allTopicNames().get().values())
                .allSatisfy(topic -> assertThat(topic.partitions()).hasSize(3));
    }

    @Test
    void missingTopicThatMustNotBeMadeIsNamed() {
        assertThatThrownBy(() -> setup(Map.of("topics.create", "false")).ensure(RECORD_BYTES))
                .isInstanceOf(TopicsUnusableException.class)
                .hasMessage("topic " + names.get("topics.blocks")
                        + " does not exist, and topics.create=false: make it, or allow us to");
    }

    @Test
    void topicForSmallerRecordsIsNamedWithBothLimits() throws Exception {
        admin.createTopics(List.of(new NewTopic(names.get("topics.blocks"), Optional.of(1), Optional.empty())
                        .configs(Map.of("max.message.bytes", "500000"))))
                .all()
                .get();

        assertThatThrownBy(() -> setup(Map.of()).ensure(RECORD_BYTES))
                .isInstanceOf(TopicsUnusableException.class)
                .hasMessage("topic " + names.get("topics.blocks") + " takes records of at most 500000 bytes (its"
                        + " max.message.bytes), but ours can have 1000000: raise the topic's, or lower"
                        + " publisher.record.max.bytes");
    }

    @Test
    void impossibleReplicationIsExplained() {
        assertThatThrownBy(() -> setup(Map.of("topics.replication", "9")).ensure(RECORD_BYTES))
                .isInstanceOf(TopicsUnusableException.class)
                .hasMessageContaining("cannot be made: ");
    }

    private TopicSetup setup(Map<String, String> more) {
        Map<String, String> values = new HashMap<>(names);
        values.putAll(more);
        return new TopicSetup(admin, TopicsConfig.from(Settings.of(values)));
    }

    private String config(String topic, String key) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, names.get(topic));
        return admin.describeConfigs(List.of(resource))
                .all()
                .get()
                .get(resource)
                .get(key)
                .value();
    }
}
