package io.chaintier.e2e.drill;

import static io.chaintier.e2e.drill.Drill.DISK;
import static io.chaintier.e2e.drill.Drill.MEMORY;
import static org.assertj.core.api.Assertions.assertThat;

import io.chaintier.event.Block;
import io.chaintier.event.BlockAppended;
import io.chaintier.event.ChainEvent;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Redis fails in its several ways while blocks come in (faults 22 to 29, 32, 54). The disk sink never notices. Serves R3,
 * C4, I2, I3, I4, I7, I9.
 */
@Timeout(240)
class RedisDrillIT {
    private static final long SEED = Long.getLong("chaintier.seed", 22);
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final Duration A_WHILE = Duration.ofMillis(1_500);

    @Test
    void whateverWayRedisRefusesNothingIsLostNothingIsGivenUpAndTheDiskSinkDoesNotNotice() throws Exception {
        try (Drill drill = Drill.of("Redis refuses", SEED).start(MEMORY, DISK)) {
            drill.feed().publish(40);
            drill.awaitCommitted(MEMORY);

            for (Fault fault : List.of(
                    Fault.redisFull(),
                    Fault.redisIsAReplica(),
                    Fault.redisCannotSave(),
                    Fault.redisHasNoReplicas(),
                    Fault.redisIsSlow(),
                    Fault.redisFrozen(),
                    Fault.redisKilled())) {
                drill.suffer(fault, A_WHILE);
            }

            drill.converge(BOUND);
            drill.verify();
            assertThat(drill.memory().terminate(BOUND)).as("exit code (K6)").isZero();
            assertThat(drill.disk().terminate(BOUND)).as("exit code (K6)").isZero();
        }
    }

    @Test
    void connectionsThatBreakAnywhereInAPipelineLeaveNothingHalfDone() throws Exception {
        Drill prepared = Drill.of("Redis behind a bad network", SEED);
        try (Drill drill = prepared;
                FaultProxy network = FaultProxy.before(drill.servers().redis().address())) {
            drill.with("redis.uri", "redis://" + network.hostAndPort()).start(MEMORY);
            Random random = new Random(SEED);
            drill.feed().publish(20);
            drill.awaitCommitted(MEMORY);

            drill.feed().flow();
            for (int cut = 0; cut < 20; cut++) {
                network.cutAfter(1 + random.nextInt(60_000));
                Thread.sleep(random.nextInt(200));
            }
            network.pass();
            network.delay(Duration.ofMillis(20));
            Thread.sleep(500);
            network.swallow();
            drill.cutOff(MEMORY);
            Thread.sleep(2_500);
            drill.backAgain(MEMORY);
            network.pass();

            drill.converge(BOUND);
            drill.verify();
        }
    }

    @Test
    void anEntryOfAWrongTypeCostsItsOwnBlockOnly() throws Exception {
        try (Drill drill = Drill.of("WRONGTYPE planted", SEED)) {
            Block unlucky = block(drill.histories().get(0), 10);
            drill.servers()
                    .redis(jedis -> jedis.lpush(
                            key(
                                    "ct:{" + drill.histories().get(0).chain() + "}:h:",
                                    unlucky.ref().hash().array()),
                            "planted".getBytes()));
            drill.start(MEMORY);

            drill.feed().publish(60);

            drill.converge(BOUND);
            drill.verify(List.of("StoreRejectedException"));
        }
    }

    @Test
    void aRedisThatComesBackEmptyHasWhatCameSinceAndNothingWrong() throws Exception {
        try (Drill drill = Drill.of("Redis comes back empty", SEED).start(MEMORY)) {
            drill.feed().publish(60);
            drill.forget(MEMORY, drill.servers()::emptyRedis);
            drill.feed().publish(60);

            drill.converge(BOUND);
            drill.verify();
        }
    }

    @Test
    @Tag("long")
    void aRedisThatStillLoadsIsWaitedFor() throws Exception {
        try (Drill drill = Drill.of("Redis loads", SEED).start(MEMORY)) {
            // While it loads Redis looks at its connections once in two megabytes.
            drill.feed().publish(300);
            drill.awaitCommitted(MEMORY);

            drill.servers().restartRedisSlowly();
            drill.feed().publish(20);

            drill.converge(BOUND);
            drill.verify();
        }
    }

    /** The n-th block that is told once only, so that giving it up does not touch another event. */
    private static Block block(History history, int n) {
        return history.upTo(Long.MAX_VALUE).stream()
                .flatMap(RedisDrillIT::appended)
                .filter(block -> history.forms(block.ref().hash()).size() == 1)
                .skip(n)
                .findFirst()
                .orElseThrow();
    }

    private static Stream<Block> appended(ChainEvent event) {
        return event.payload() instanceof BlockAppended appended ? Stream.of(appended.block()) : Stream.empty();
    }

    private static byte[] key(String prefix, byte[] hash) {
        ByteArrayOutputStream key = new ByteArrayOutputStream();
        key.writeBytes(prefix.getBytes());
        key.writeBytes(hash);
        return key.toByteArray();
    }
}
