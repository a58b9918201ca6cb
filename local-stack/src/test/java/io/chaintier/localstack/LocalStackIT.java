package io.chaintier.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.RedisClient;

class LocalStackIT {
    @TempDir
    private Path directory;

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
