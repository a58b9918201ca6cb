package io.chaintier.e2e.drill;

import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import io.chaintier.config.Settings;
import io.chaintier.diskstore.CassandraChainWriter;
import io.chaintier.diskstore.CassandraConfig;
import io.chaintier.localstack.CassandraNode;
import io.chaintier.localstack.Datacenter;
import io.chaintier.localstack.KafkaServer;
import io.chaintier.localstack.LocalStack;
import io.chaintier.localstack.ManagedServer;
import io.chaintier.localstack.RedisServer;
import io.chaintier.localstack.ServerKind;
import io.chaintier.localstack.StackOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Real servers that drills may hurt: nobody else uses them. One set for all drills of a process, started with the first
 * and put in order before each. Redis keeps what it acknowledged, unless a drill starts it otherwise.
 */
final class Servers {
    static final String KEYSPACE_PREFIX = "drills";

    private static final List<String> DURABLE_REDIS = List.of("appendonly yes", "appendfsync always");

    private static Servers started;

    private final LocalStack stack;
    private Optional<LocalStack> cassandra = Optional.empty();

    private Servers(LocalStack stack) {
        this.stack = stack;
    }

    /** All that were needed so far in order and answering, Redis empty. */
    static synchronized Servers inOrder() {
        if (started == null) {
            started = new Servers(LocalStack.start(StackOptions.inTemporaryDirectory()
                    .withServers(ServerKind.KAFKA, ServerKind.REDIS)
                    .withRedisConfig(DURABLE_REDIS.toArray(String[]::new))));
        }
        started.putInOrder();
        return started;
    }

    /** Cassandra takes long to start: only drills that need it pay for it. */
    private synchronized LocalStack cassandra() {
        if (cassandra.isEmpty()) {
            cassandra = Optional.of(
                    LocalStack.start(StackOptions.inTemporaryDirectory().withServers(ServerKind.CASSANDRA)));
            makeTables();
        }
        return cassandra.get();
    }

    /** Once, for it takes long: drills share the tables, and have chains of their own. */
    private void makeTables() {
        Map<String, String> settings = Map.of(
                "cassandra.contact.points",
                text(primary()),
                "cassandra.replica.contact.points",
                text(replica()),
                "cassandra.request.timeout.ms",
                "60000",
                "disk.keyspace.prefix",
                KEYSPACE_PREFIX);
        try (CassandraChainWriter writer = new CassandraChainWriter(CassandraConfig.from(Settings.of(settings)))) {
            writer.probe();
        }
    }

    /** Host and port, in digits. */
    static String text(ManagedServer server) {
        return server.address().getAddress().getHostAddress() + ":"
                + server.address().getPort();
    }

    KafkaServer kafka() {
        return stack.kafka();
    }

    RedisServer redis() {
        return stack.redis();
    }

    CassandraNode primary() {
        return cassandra().cassandra(Datacenter.PRIMARY);
    }

    CassandraNode replica() {
        return cassandra().cassandra(Datacenter.REPLICA);
    }

    /** Starts it again after a stop or kill; on return it answers. */
    static void restart(ManagedServer server) {
        server.start();
        server.awaitReady();
    }

    /** Runs a statement in the primary datacenter. */
    void cql(String statement) {
        try (CqlSession session = CqlSession.builder()
                .addContactPoint(primary().address())
                .withLocalDatacenter("primary")
                .withConfigLoader(DriverConfigLoader.programmaticBuilder()
                        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(30))
                        .build())
                .build()) {
            session.execute(statement);
        }
    }

    /** What a command of Redis answers. */
    <T> T redis(Function<Jedis, T> command) {
        try (Jedis jedis =
                new Jedis(redis().address().getHostString(), redis().address().getPort(), 10_000)) {
            return command.apply(jedis);
        }
    }

    void configureRedis(String key, String value) {
        redis(jedis -> jedis.configSet(key, value));
    }

    /** Redis dies and comes back without anything it had. */
    void emptyRedis() {
        redis().kill();
        Path home = stack.directory().resolve("redis");
        delete(home.resolve("appendonly.aof")); // Redis 6
        delete(home.resolve("appendonlydir")); // Redis 7 and later
        restart(redis());
    }

    /** Redis is stopped and comes back while it still reads what it had saved: on return it answers, but not yet well. */
    void restartRedisSlowly() {
        redis(jedis -> {
            jedis.bgrewriteaof(); // To a form that is loaded key by key.
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> jedis.info("persistence").contains("aof_rewrite_in_progress:0"));
            return jedis;
        });
        redis().kill();
        List<String> slowly = new ArrayList<>(DURABLE_REDIS);
        slowly.add("key-load-delay 10000");
        redis().start(slowly);
        await().atMost(Duration.ofSeconds(60)).until(this::isRedisLoading);
    }

    private boolean isRedisLoading() {
        try {
            redis(Jedis::ping);
            throw new AssertionError("Redis has loaded all before anybody could see it loading");
        } catch (JedisException e) {
            return String.valueOf(e.getMessage()).startsWith("LOADING");
        }
    }

    private void putInOrder() {
        List<ManagedServer> servers = Stream.concat(Stream.of(stack), cassandra.stream())
                .flatMap(each -> each.servers().stream())
                .toList();
        for (ManagedServer server : servers) {
            server.resume();
            server.start();
        }
        emptyRedis();
        servers.forEach(ManagedServer::awaitReady);
    }

    private static void delete(Path fileOrDirectory) {
        if (!Files.exists(fileOrDirectory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(fileOrDirectory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
