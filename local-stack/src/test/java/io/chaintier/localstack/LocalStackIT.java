package io.chaintier.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.RedisClient;

class LocalStackIT {
    @TempDir
    private Path directory;

    @Test
    void killedServersComeBackOnTheSamePortsWithWhatTheyAcknowledged() throws Exception {
        try (LocalStack stack = LocalStack.start(StackOptions.inTemporaryDirectory())) {
            List<InetSocketAddress> addresses =
                    stack.servers().stream().map(ManagedServer::address).toList();
            createTopic(stack);
            createTable(stack);
            for (int round = 0; round < 2; round++) {
                produce(stack, "record " + round);
                insert(stack, round);
                writeToRedis(stack);

                stack.servers().forEach(ManagedServer::kill);
                assertThat(stack.servers()).noneMatch(ManagedServer::isRunning);
                stack.servers().forEach(ManagedServer::start);
                stack.servers().forEach(ManagedServer::awaitReady);

                assertThat(stack.servers()).extracting(ManagedServer::address).isEqualTo(addresses);
                assertThat(consume(stack, round + 1)).last().isEqualTo("record " + round);
                assertThat(rows(stack, Datacenter.PRIMARY)).isEqualTo(round + 1);
                assertThat(rows(stack, Datacenter.REPLICA)).isEqualTo(round + 1);
                assertThat(redisKeys(stack)).as("Redis saves nothing").isZero();
            }
        }
    }

    @Test
    void eachDatacenterRestartsAndServesWhileTheOtherIsDown() {
        StackOptions options = StackOptions.inTemporaryDirectory().withServers(ServerKind.CASSANDRA);
        try (LocalStack stack = LocalStack.start(options)) {
            createTable(stack);
            insert(stack, 0);

            stack.servers().forEach(ManagedServer::kill);

            for (Datacenter alone : Datacenter.values()) {
                stack.cassandra(alone).start();
                stack.cassandra(alone).awaitReady();
                assertThat(rows(stack, alone)).isEqualTo(1);
                stack.cassandra(alone).kill();
            }
        }
    }

    @Test
    void aPausedServerDoesNotAnswerUntilItIsResumed() {
        try (LocalStack stack = LocalStack.start(redisOnly())) {
            RedisServer redis = stack.redis();

            redis.pause();
            assertThat(redis.isRunning()).isTrue();
            assertThat(redis.isAnswering()).isFalse();
            assertThat(RedisServer.pongs(redis.address())).isFalse();

            redis.resume();
            assertThat(redis.isAnswering()).isTrue();
        }
    }

    @Test
    void redisTakesOtherConfigForOneStart() {
        try (LocalStack stack = LocalStack.start(redisOnly().withRedisConfig("maxmemory 10mb"))) {
            assertThat(maxMemory(stack)).isEqualTo("10485760");

            stack.redis().stop();
            stack.redis().start(List.of("maxmemory 5mb", "maxmemory-policy noeviction"));
            stack.redis().awaitReady();
            assertThat(maxMemory(stack)).isEqualTo("5242880");

            stack.redis().kill();
            stack.redis().start();
            stack.redis().awaitReady();
            assertThat(maxMemory(stack)).isEqualTo("10485760");
        }
    }

    @Test
    void aStackKeepsItsPortsFromOneRunToTheNext() {
        StackOptions options = StackOptions.in(directory).withServers(ServerKind.REDIS);
        InetSocketAddress first;
        try (LocalStack stack = LocalStack.start(options)) {
            first = stack.redis().address();
        }

        try (LocalStack stack = LocalStack.start(options)) {
            assertThat(stack.redis().address()).isEqualTo(first);
        }
    }

    @Test
    void aDirectoryIsForOneStackAtATime() {
        StackOptions options = StackOptions.in(directory).withServers(ServerKind.REDIS);
        try (LocalStack running = LocalStack.start(options)) {
            assertThatThrownBy(() -> LocalStack.start(options))
                    .isInstanceOf(StackException.class)
                    .hasMessage("a local stack already runs in " + directory);
            assertThat(running.redis().isAnswering()).isTrue();
        }
    }

    @Test
    void aTakenPortIsReportedAndNothingIsLeftRunning() throws IOException {
        try (ServerSocket occupied = new ServerSocket()) {
            occupied.bind(ManagedServer.loopback(1, 0));
            int port = occupied.getLocalPort();
            StackOptions options = StackOptions.in(directory)
                    .withServers(ServerKind.REDIS)
                    .withPorts(new StackPorts(0, 0, port, 0, 0, 0));

            assertThatThrownBy(() -> LocalStack.start(options))
                    .isInstanceOf(StackException.class)
                    .hasMessageContaining("redis cannot start: port " + port + " of 127.0.0.1 is taken");
        }
        assertThat(DirectoryLock.isTaken(directory)).isFalse();
    }

    @Test
    void aServerThatRefusesToStartIsReportedWithTheEndOfItsLogWhichIsKept() {
        StackOptions options = StackOptions.in(directory)
                .thatIsTemporary()
                .withServers(ServerKind.REDIS)
                .withRedisConfig("nonsense 1");

        assertThatThrownBy(() -> LocalStack.start(options))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("redis ended with exit code 1 before it answered at 127.0.0.1:")
                .hasMessageContaining("redis.log ends with:")
                .hasMessageContaining("nonsense 1");
        assertThat(directory.resolve("logs").resolve("redis.log")).exists();
    }

    @Test
    void closingATemporaryStackDeletesItsDirectory() {
        StackOptions options = redisOnly();

        LocalStack.start(options).close();

        assertThat(Files.exists(options.directory())).isFalse();
    }

    private static StackOptions redisOnly() {
        return StackOptions.inTemporaryDirectory().withServers(ServerKind.REDIS);
    }

    private static void createTopic(LocalStack stack) throws Exception {
        try (Admin admin = Admin.create(
                Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, stack.kafka().bootstrapServers()))) {
            admin.createTopics(Set.of(new NewTopic("t", 1, (short) 1))).all().get();
        }
    }

    private static void produce(LocalStack stack, String value) throws Exception {
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

    private static List<String> consume(LocalStack stack, int count) {
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

    private static void createTable(LocalStack stack) {
        try (CqlSession session = session(stack, Datacenter.PRIMARY)) {
            session.execute("CREATE KEYSPACE k WITH replication ="
                    + " {'class': 'NetworkTopologyStrategy', 'primary': 1, 'replica': 1}");
            session.execute("CREATE TABLE k.t (id int PRIMARY KEY)");
        }
    }

    private static void insert(LocalStack stack, int id) {
        try (CqlSession session = session(stack, Datacenter.PRIMARY)) {
            session.execute(SimpleStatement.newInstance("INSERT INTO k.t (id) VALUES (?)", id)
                    .setConsistencyLevel(ConsistencyLevel.ALL));
        }
    }

    private static long rows(LocalStack stack, Datacenter datacenter) {
        try (CqlSession session = session(stack, datacenter)) {
            return session.execute("SELECT count(*) FROM k.t").one().getLong(0);
        }
    }

    private static CqlSession session(LocalStack stack, Datacenter datacenter) {
        return CqlSession.builder()
                .addContactPoint(stack.cassandra(datacenter).address())
                .withLocalDatacenter(datacenter.cassandraName())
                .withConfigLoader(DriverConfigLoader.programmaticBuilder()
                        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(30))
                        .build())
                .build();
    }

    private static void writeToRedis(LocalStack stack) {
        try (RedisClient redis = redis(stack)) {
            redis.set("key", "value");
        }
    }

    private static long redisKeys(LocalStack stack) {
        try (RedisClient redis = redis(stack)) {
            return redis.dbSize();
        }
    }

    private static String maxMemory(LocalStack stack) {
        try (RedisClient redis = redis(stack)) {
            return redis.configGet("maxmemory").get("maxmemory");
        }
    }

    private static RedisClient redis(LocalStack stack) {
        InetSocketAddress address = stack.redis().address();
        return RedisClient.builder()
                .hostAndPort(address.getHostString(), address.getPort())
                .build();
    }
}
