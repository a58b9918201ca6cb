package io.chaintier.e2e.drill;

import static io.chaintier.e2e.drill.Drill.DISK;
import static io.chaintier.e2e.drill.Drill.MEMORY;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two faults at once, drawn with their times by a seed, and a sink killed in between (fault 65). {@code -Dchaintier.seed=N}
 * repeats one; {@code -Dchaintier.pairs=N} draws so many. Serves I1 to I9.
 */
@Tag("long")
@Timeout(300)
class PairsDrillIT {
    private static final long FIRST_SEED = 65;
    private static final Duration BOUND = Duration.ofSeconds(90);
    private static final List<Supplier<Fault>> FAULTS = List.of(
            Fault::redisFull,
            Fault::redisIsAReplica,
            Fault::redisHasNoReplicas,
            Fault::redisFrozen,
            Fault::redisKilled,
            Fault::primaryFrozen,
            Fault::primaryKilled,
            Fault::replicaFrozen,
            Fault::kafkaFrozen,
            Fault::kafkaKilled);

    static LongStream seeds() {
        return System.getProperty("chaintier.seed") == null
                ? LongStream.range(FIRST_SEED, FIRST_SEED + Integer.getInteger("chaintier.pairs", 5))
                : LongStream.of(Long.getLong("chaintier.seed"));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void twoFaultsAtOnceAreWorseThanOneButLoseNoMore(long seed) throws Exception {
        Random random = new Random(seed);
        List<Supplier<Fault>> drawn = new ArrayList<>(FAULTS);
        Collections.shuffle(drawn, random);
        Fault first = drawn.get(0).get();
        Fault second = drawn.stream()
                .map(Supplier::get)
                .filter(fault -> !fault.server().equals(first.server()))
                .findFirst()
                .orElseThrow();
        try (Drill drill = Drill.of("pair " + seed + ", " + first.name() + " and " + second.name(), seed)
                .start(MEMORY, DISK)) {
            drill.feed().publish(40);
            drill.awaitCommitted(MEMORY);
            drill.awaitCommitted(DISK);

            drill.feed().flow();
            first.begin().accept(drill);
            Thread.sleep(random.nextInt(1_500));
            second.begin().accept(drill);
            Thread.sleep(1_000 + random.nextInt(2_000));
            SinkProcess victim = random.nextBoolean() ? drill.memory() : drill.disk();
            victim.kill().start();
            Thread.sleep(random.nextInt(2_000));
            boolean inOrder = random.nextBoolean();
            (inOrder ? first : second).end().accept(drill);
            Thread.sleep(random.nextInt(2_000));
            (inOrder ? second : first).end().accept(drill);
            Thread.sleep(500);

            drill.converge(BOUND);
            drill.verify();
        }
    }
}
