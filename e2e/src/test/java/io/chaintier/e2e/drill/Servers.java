package io.chaintier.e2e.drill;

import io.chaintier.localstack.CassandraNode;
import io.chaintier.localstack.Datacenter;
import io.chaintier.localstack.KafkaServer;
import io.chaintier.localstack.LocalStack;
import io.chaintier.localstack.ManagedServer;
import io.chaintier.localstack.RedisServer;
import io.chaintier.localstack.StackOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import redis.clients.jedis.Jedis;

/**
 * Real servers that drills may hurt: nobody else uses them. One set for all drills of a process, started with the first
 * and put in order before each. Redis keeps what it acknowledged, unless a drill starts it otherwise.
 */
final class Servers {
    private static final List<String> DURABLE_REDIS =
            List.of("appendonly yes", "appendfsync always", "enable-debug-command yes", "enable-protected-configs yes");

    private static Servers started;

    private final LocalStack stack;

    private Servers(LocalStack stack) {
        this.stack = stack;
    }

    /** All of them in order and answering, Redis empty. */
    static synchronized Servers inOrder() {
        if (started == null) {
            started = new Servers(LocalStack.start(StackOptions.inTemporaryDirectory()
                    .withRedisConfig(DURABLE_REDIS.toArray(String[]::new))
                    .withHeapMegabytes(384)));
        }
        started.putInOrder();
        return started;
    }

    KafkaServer kafka() {
        return stack.kafka();
    }

    RedisServer redis() {
        return stack.redis();
    }

    CassandraNode primary() {
        return stack.cassandra(Datacenter.PRIMARY);
    }

    CassandraNode replica() {
        return stack.cassandra(Datacenter.REPLICA);
    }

    /** Starts it again after a stop or kill; on return it answers. */
    static void restart(ManagedServer server) {
        server.start();
        server.awaitReady();
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
        delete(stack.directory().resolve("redis").resolve("appendonlydir"));
        restart(redis());
    }

    private void putInOrder() {
        for (ManagedServer server : stack.servers()) {
            server.resume();
            server.start();
        }
        emptyRedis();
        stack.servers().forEach(ManagedServer::awaitReady);
    }

    private static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
