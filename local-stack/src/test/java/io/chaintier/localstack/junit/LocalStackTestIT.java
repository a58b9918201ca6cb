package io.chaintier.localstack.junit;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import io.chaintier.localstack.Datacenter;
import io.chaintier.localstack.ServerKind;
import io.chaintier.localstack.SharedStack;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;

@LocalStackTest({ServerKind.KAFKA, ServerKind.CASSANDRA})
class LocalStackTestIT {
    private final SharedStack stack;

    LocalStackTestIT(SharedStack stack) {
        this.stack = stack;
    }

    @Test
    void kafkaTakesATopicOfOurOwn() throws Exception {
        String topic = stack.uniqueName("topic");

        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, stack.kafka()))) {
            admin.createTopics(Set.of(new NewTopic(topic, 1, (short) 1))).all().get();

            assertThat(admin.listTopics().names().get()).contains(topic);
        }
    }

    @Test
    void redisWhichNobodyAnnouncedStartsWhenItIsAskedFor() {
        String key = stack.uniqueName("key");

        try (RedisClient redis = RedisClient.builder()
                .hostAndPort(stack.redis().getHostString(), stack.redis().getPort())
                .build()) {
            redis.set(key, "value");

            assertThat(redis.get(key)).isEqualTo("value");
        }
    }

    @Test
    void bothDatacentersHoldWhatThePrimaryWasTold() {
        String keyspace = stack.uniqueName("keyspace");
        try (CqlSession primary = session(Datacenter.PRIMARY)) {
            primary.execute("CREATE KEYSPACE " + keyspace + " WITH replication ="
                    + " {'class': 'NetworkTopologyStrategy', 'primary': 1, 'replica': 1}");
            primary.execute("CREATE TABLE " + keyspace + ".t (k text PRIMARY KEY, v text)");
            primary.execute("INSERT INTO " + keyspace + ".t (k, v) VALUES ('a', 'b')");
        }

        try (CqlSession replica = session(Datacenter.REPLICA)) {
            assertThat(replica.execute("SELECT v FROM " + keyspace + ".t WHERE k = 'a'")
                            .one()
                            .getString("v"))
                    .isEqualTo("b");
        }
    }

    private CqlSession session(Datacenter datacenter) {
        return CqlSession.builder()
                .addContactPoint(stack.cassandra(datacenter))
                .withLocalDatacenter(datacenter.cassandraName())
                .build();
    }
}
