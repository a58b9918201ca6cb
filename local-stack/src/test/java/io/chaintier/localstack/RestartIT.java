package io.chaintier.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;

/** All servers of one stack, killed and started again. */
class RestartIT {
    private static LocalStack stack;

    @BeforeAll
    static void startStack() throws Exception {
        stack = LocalStack.start(StackOptions.inTemporaryDirectory());
        createTopic();
        createKeyspace();
    }

    @AfterAll
    static void closeStack() {
        stack.close();
    }

    @BeforeEach
    void startWhatIsDown() {
        stack.servers().forEach(ManagedServer::start);
        stack.servers().forEach(ManagedServer::awaitReady);
    }

    @Test
    void killedServersComeBackOnTheSamePortsWithWhatTheyAcknowledged() throws Exception {
        List<InetSocketAddress> addresses =
                stack.servers().stream().map(ManagedServer::address).toList();
        createTable("k.together");
        for (int round = 0; round < 2; round++) {
            produce("record " + round);
            insert("k.together", round);
            writeToRedis();

            stack.servers().forEach(ManagedServer::kill);
            assertThat(stack.servers()).noneMatch(ManagedServer::isRunning);
            stack.servers().forEach(ManagedServer::start);
            stack.servers().forEach(ManagedServer::awaitReady);

            assertThat(stack.servers()).extracting(ManagedServer::address).isEqualTo(addresses);
            assertThat(consume(round + 1)).last().isEqualTo("record " + round);
            assertThat(rows("k.together", Datacenter.PRIMARY)).isEqualTo(round + 1);
            assertThat(rows("k.together", Datacenter.REPLICA)).isEqualTo(round + 1);
            assertThat(redisKeys()).as("Redis saves nothing").isZero();
        }
    }

    @Test
    void eachDatacenterRestartsAndServesWhileTheOtherIsDown() {
        createTable("k.alone");
        insert("k.alone", 0);

        for (Datacenter datacenter : Datacenter.values()) {
            stack.cassandra(datacenter).kill();
        }

        for (Datacenter alone : Datacenter.values()) {
            stack.cassandra(alone).start();
            stack.cassandra(alone).awaitReady();
            assertThat(rows("k.alone", alone)).isEqualTo(1);
            stack.cassandra(alone).kill();
        }
    }

    private static void createTopic() throws Exception {
        try (Admin admin = Admin.create(
                Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, stack.kafka().bootstrapServers()))) {
            admin.createTopics(Set.of(new NewTopic("t", 1, (short) 1))).all().get();
        }
    }

    private static void produce(String value) throws Exception {
        Map<String, Object> config = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                stack.kafka().bootstrapServers(),
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                "publisher");
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("t", value)).get();
            producer.commitTransaction();
        }
    }

    private static List<String> consume(int count) {
        Map<String, Object> config = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                stack.kafka().bootstrapServers(),
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed");
        TopicPartition partition = new TopicPartition("t", 0);
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(Set.of(partition));
            consumer.seekToBeginning(Set.of(partition));
            List<String> values = new ArrayList<>();
            for (int polls = 0; values.size() < count && polls < 60; polls++) {
                consumer.poll(Duration.ofSeconds(1)).forEach(record -> values.add(record.value()));
            }
            return values;
        }
    }

    private static void createKeyspace() {
        try (CqlSession session = session(Datacenter.PRIMARY)) {
            session.execute("CREATE KEYSPACE k WITH replication ="
                    + " {'class': 'NetworkTopologyStrategy', 'primary': 1, 'replica': 1}");
        }
    }

    private static void createTable(String table) {
        try (CqlSession session = session(Datacenter.PRIMARY)) {
            session.execute("CREATE TABLE " + table + " (id int PRIMARY KEY)");
        }
    }

    private static void insert(String table, int id) {
        try (CqlSession session = session(Datacenter.PRIMARY)) {
            session.execute(SimpleStatement.newInstance("INSERT INTO " + table + " (id) VALUES (?)", id)
                    .setConsistencyLevel(ConsistencyLevel.ALL));
        }
    }

    private static long rows(String table, Datacenter datacenter) {
        try (CqlSession session = session(datacenter)) {
            return session.execute("SELECT count(*) FROM " + table).one().getLong(0);
        }
    }

    private static CqlSession session(Datacenter datacenter) {
        return CqlSession.builder()
                .addContactPoint(stack.cassandra(datacenter).address())
                .withLocalDatacenter(datacenter.cassandraName())
                .withConfigLoader(DriverConfigLoader.programmaticBuilder()
                        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(30))
                        .build())
                .build();
    }

    private static void writeToRedis() {
        try (RedisClient redis = redis()) {
            redis.set("key", "value");
        }
    }

    private static long redisKeys() {
        try (RedisClient redis = redis()) {
            return redis.dbSize();
        }
    }

    private static RedisClient redis() {
        InetSocketAddress address = stack.redis().address();
        return RedisClient.builder()
                .hostAndPort(address.getHostString(), address.getPort())
                .build();
    }
}
