package io.chaintier.memorystore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chaintier.event.Block;
import io.chaintier.event.BlockAppended;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.event.Hash;
import io.chaintier.localstack.LocalStack;
import io.chaintier.localstack.RedisServer;
import io.chaintier.localstack.ServerKind;
import io.chaintier.localstack.StackOptions;
import io.chaintier.store.BlockDetail;
import io.chaintier.store.BlockSelector;
import io.chaintier.store.ChainHead;
import io.chaintier.store.Outcome;
import io.chaintier.store.StoreException;
import io.chaintier.store.StoreMisconfiguredException;
import io.chaintier.store.StoreOverloadedException;
import io.chaintier.store.StoreRejectedException;
import io.chaintier.store.StoreUnavailableException;
import io.chaintier.storetestkit.ChainBuilder;
import io.chaintier.storetestkit.RandomBlocks;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** What becomes of writes and reads when a real Redis fails in its several ways. The server is this test's own. */
class RedisFaultsIT {
    private static final ChainId CHAIN = ChainId.parse("test:faults");
    private static final int BLOCKS = 60;
    private static LocalStack stack;

    private final List<ChainEvent> history = history();
    private RedisServer server;
    private RedisChainWriter writer;
    private RedisChainReader reader;

    @BeforeAll
    static void startRedis() {
        stack = LocalStack.start(StackOptions.inTemporaryDirectory().withServers(ServerKind.REDIS));
    }

    @AfterAll
    static void stopRedis() {
        stack.close();
    }

    @BeforeEach
    void emptyRedis() {
        server = stack.redis();
        server.kill();
        server.start();
        server.awaitReady();
        RedisConfig config =
                TestRedis.config(server.address(), "redis.timeout.ms", "1000", "redis.batch.bytes", "2000000");
        writer = new RedisChainWriter(config);
        reader = new RedisChainReader(config);
    }

    @AfterEach
    void close() {
        writer.close();
        reader.close();
    }

    @Test
    void aFullRedisKeepsWhatItTookAndHoldsBackAllBehindTheFirstRefusal() {
        List<ChainEvent> events = history;
        assertThat(writer.apply(events.subList(0, 10))).containsOnly(Outcome.STORED);
        configure("maxmemory", Long.toString(usedMemory() + 3_000_000));

        List<Outcome> outcomes = writer.apply(events);

        int stored = outcomes.indexOf(firstFailure(outcomes));
        assertThat(stored).isBetween(10, BLOCKS - 1);
        assertThat(outcomes.subList(stored, BLOCKS)).allSatisfy(RedisFaultsIT::isUnavailable);
        assertThat(head()).isEqualTo(events.get(stored - 1).envelope().head());
        assertWholeUpTo(stored);

        configure("maxmemory", "1");
        assertThatThrownBy(writer::probe).isInstanceOf(StoreUnavailableException.class);

        configure("maxmemory", "0");
        assertThat(writer.apply(events)).containsOnly(Outcome.STORED);
        assertWholeUpTo(BLOCKS);
    }

    @Test
    void aSmallEventBehindARefusedLargeOneDoesNotMoveTheHead() {
        List<ChainEvent> events = history();
        Block large = new RandomBlocks(2)
                .block(BLOCKS, Hash.of(new byte[32]), new RandomBlocks(3).transactions(10, 100_000), Optional.empty());
        ChainBuilder builder = new ChainBuilder(CHAIN);
        blocks(events).forEach(builder::append);
        List<ChainEvent> longer = builder.append(large)
                .finality(Optional.of(large.ref()), Optional.empty())
                .revert()
                .events();
        assertThat(writer.apply(events)).containsOnly(Outcome.STORED);
        configure("maxmemory", "1");

        List<Outcome> outcomes = writer.apply(longer.subList(BLOCKS, longer.size()));

        assertThat(outcomes).hasSize(3).allSatisfy(RedisFaultsIT::isUnavailable);
        configure("maxmemory", "0");
        assertThat(head()).isEqualTo(events.get(BLOCKS - 1).envelope().head());
    }

    @Test
    void aReadOnlyReplicaIsWaitedFor() {
        try (Jedis jedis = TestRedis.jedis(server.address())) {
            jedis.replicaof("127.0.0.1", 1);

            assertThat(writer.apply(history)).hasSize(BLOCKS).allSatisfy(RedisFaultsIT::isUnavailable);
            assertThatThrownBy(writer::probe).isInstanceOf(StoreUnavailableException.class);

            jedis.replicaofNoOne();
        }
        assertThat(writer.apply(history)).containsOnly(Outcome.STORED);
        assertWholeUpTo(BLOCKS);
    }

    @Test
    void anEntryOfAWrongTypeRejectsItsOwnEventOnly() {
        Block unlucky = blocks(history).get(20);
        byte[] prefix = (TestRedis.prefix(CHAIN) + "h:").getBytes();
        byte[] hash = unlucky.ref().hash().array();
        try (Jedis jedis = TestRedis.jedis(server.address())) {
            jedis.lpush(
                    ByteBuffer.allocate(prefix.length + hash.length)
                            .put(prefix)
                            .put(hash)
                            .array(),
                    "planted".getBytes());
        }

        List<Outcome> outcomes = writer.apply(history);

        assertThat(cause(outcomes.get(20)))
                .isInstanceOf(StoreRejectedException.class)
                .hasMessageContaining("WRONGTYPE");
        for (int index = 0; index < BLOCKS; index++) {
            if (index != 20) {
                assertThat(outcomes.get(index)).as("event %d", index).isEqualTo(Outcome.STORED);
                assertThat(block(index)).as("block %d", index).isPresent();
            }
        }
        assertThat(head()).isEqualTo(history.get(BLOCKS - 1).envelope().head());
    }

    @Test
    void aServerKilledDuringTheWriteLeavesNothingClaimedThatIsNotRepeated() throws Exception {
        CompletableFuture<Void> kill =
                CompletableFuture.runAsync(server::kill, CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS));
        Outcome last = Outcome.STORED;
        while (last == Outcome.STORED) {
            last = writer.apply(history).get(BLOCKS - 1);
        }
        kill.get();

        isUnavailable(last);
        server.start();
        server.awaitReady();
        assertThat(writer.apply(history)).containsOnly(Outcome.STORED);
        assertWholeUpTo(BLOCKS);
    }

    @Test
    void aFrozenServerCostsBoundedTimeAndWhatItDidMeanwhileDoesNoHarm() {
        assertThat(writer.apply(history.subList(0, 5))).containsOnly(Outcome.STORED);
        server.pause();
        long started = System.nanoTime();

        assertThat(writer.apply(history.subList(0, 10))).hasSize(10).allSatisfy(RedisFaultsIT::isUnavailable);
        assertThatThrownBy(() -> reader.head(CHAIN)).isInstanceOf(StoreUnavailableException.class);

        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started)).isLessThan(15);
        server.resume();
        server.awaitReady();
        assertThat(writer.apply(history)).containsOnly(Outcome.STORED);
        assertWholeUpTo(BLOCKS);
    }

    @Test
    void aServerThatCameBackEmptyIsTaughtTheScriptsAgainWithoutAFailure() {
        assertThat(writer.apply(history.subList(0, 30))).containsOnly(Outcome.STORED);
        assertThat(block(0)).isPresent();
        server.kill();
        server.start();
        server.awaitReady();

        assertThat(block(0)).isEmpty();
        assertThat(reader.head(CHAIN)).isEmpty();
        assertThat(writer.apply(history.subList(30, BLOCKS))).containsOnly(Outcome.STORED);
        assertThat(block(30)).isPresent();
        assertThat(reader.chains()).contains(CHAIN);
    }

    @Test
    void wrongCredentialsAreAMatterForTheOperator() {
        configure("requirepass", "other");

        StoreException cause = cause(writer.apply(history).get(0));

        assertThat(cause).isInstanceOf(StoreMisconfiguredException.class);
        assertThatThrownBy(() -> reader.chains()).isInstanceOf(StoreMisconfiguredException.class);
        RedisConfig wrong = TestRedis.config(server.address(), "redis.password", "mistaken");
        try (RedisChainReader intruder = new RedisChainReader(wrong)) {
            assertThatThrownBy(intruder::chains)
                    .isInstanceOf(StoreMisconfiguredException.class)
                    .hasMessageNotContaining("mistaken");
        }
        RedisConfig right = TestRedis.config(server.address(), "redis.password", "other");
        try (RedisChainReader friend = new RedisChainReader(right)) {
            assertThat(friend.chains()).isEmpty();
        }
    }

    @Test
    void aPoolInFullUseRefusesWithinItsWait() throws Exception {
        RedisConfig small = TestRedis.config(
                server.address(), "redis.pool.size", "1", "redis.pool.wait.ms", "100", "redis.timeout.ms", "3000");
        try (RedisChainReader crowded = new RedisChainReader(small)) {
            crowded.chains();
            server.pause();
            CompletableFuture<Void> slow = CompletableFuture.runAsync(crowded::chains);
            TimeUnit.MILLISECONDS.sleep(300);

            assertThatThrownBy(crowded::chains).isInstanceOf(StoreOverloadedException.class);

            server.resume();
            slow.get();
        }
    }

    private static List<ChainEvent> history() {
        RandomBlocks content = new RandomBlocks(1);
        ChainBuilder builder = new ChainBuilder(CHAIN);
        Hash parent = content.hash();
        for (int number = 0; number < BLOCKS; number++) {
            Block block = content.block(
                    number, parent, content.transactions(100, 400), Optional.of(content.receipts(100, 500)));
            builder.append(block);
            parent = block.ref().hash();
        }
        return builder.events();
    }

    private static List<Block> blocks(List<ChainEvent> events) {
        return events.stream()
                .map(event -> ((BlockAppended) event.payload()).block())
                .toList();
    }

    private void assertWholeUpTo(int blocks) {
        for (int number = 0; number < blocks; number++) {
            assertThat(block(number)).as("block %d", number).isPresent();
        }
    }

    private Optional<?> block(long number) {
        return reader.block(CHAIN, BlockSelector.number(number), BlockDetail.RECEIPTS);
    }

    private Object head() {
        return reader.head(CHAIN).map(ChainHead::head).orElseThrow();
    }

    private void configure(String key, String value) {
        try (Jedis jedis = TestRedis.jedis(server.address())) {
            jedis.configSet(key, value);
        }
    }

    private long usedMemory() {
        try (Jedis jedis = TestRedis.jedis(server.address())) {
            return jedis.info("memory")
                    .lines()
                    .filter(line -> line.startsWith("used_memory:"))
                    .mapToLong(line -> Long.parseLong(line.substring("used_memory:".length())))
                    .sum();
        }
    }

    private static Outcome firstFailure(List<Outcome> outcomes) {
        return outcomes.stream()
                .filter(outcome -> outcome != Outcome.STORED)
                .findFirst()
                .orElseThrow();
    }

    private static void isUnavailable(Outcome outcome) {
        assertThat(cause(outcome)).isInstanceOf(StoreUnavailableException.class);
    }

    private static StoreException cause(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        return ((Outcome.Failed) outcome).cause();
    }
}
