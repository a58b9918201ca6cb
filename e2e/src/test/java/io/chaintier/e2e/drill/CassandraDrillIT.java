package io.chaintier.e2e.drill;

import static io.chaintier.e2e.drill.Drill.DISK;
import static io.chaintier.e2e.drill.Drill.MEMORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Datacenters of Cassandra fail while blocks come in (faults 34, 35, 37, 54). The memory sink never notices, and the other
 * datacenter is read meanwhile. Serves R4, R6, C4, I2, I3, I4, I7.
 */
@Timeout(600)
class CassandraDrillIT {
    private static final long SEED = Long.getLong("chaintier.seed", 34);
    private static final Duration BOUND = Duration.ofSeconds(60);

    @Test
    void aDatacenterThatIsFrozenCostsNothingAndTheOtherOneIsReadMeanwhile() throws Exception {
        suffer("datacenters freeze", Fault.replicaFrozen(), Fault.primaryFrozen());
    }

    @Test
    @Tag("long")
    void aDatacenterThatIsKilledCostsNothingAndTheOtherOneIsReadMeanwhile() throws Exception {
        suffer("datacenters die", Fault.replicaKilled(), Fault.primaryKilled());
    }

    private static void suffer(String name, Fault ofReplica, Fault ofPrimary) throws Exception {
        try (Drill drill = Drill.of(name, SEED).start(MEMORY, DISK)) {
            Onlooker replica = drill.watchReplica();
            drill.feed().publish(40);
            drill.awaitCommitted(DISK);
            awaitLook(replica);

            drill.suffer(ofReplica, Duration.ofSeconds(3));
            awaitLook(replica);
            long before = replica.looks();
            drill.suffer(ofPrimary, Duration.ofSeconds(5));
            assertThat(replica.looks())
                    .as("what the replica answered meanwhile")
                    .isGreaterThan(before);

            drill.converge(BOUND);
            awaitLook(replica);
            drill.verify();
            drill.verifyReplica(BOUND);
            assertThat(drill.disk().terminate(BOUND)).as("exit code (K6)").isZero();
        }
    }

    /** The replica is believed again, and read. */
    private static void awaitLook(Onlooker replica) {
        long before = replica.looks();
        await().atMost(BOUND)
                .until(() -> replica.looks() > before || replica.complaint().isPresent());
    }

    @Test
    @Tag("long")
    void aTableThatIsGoneEndsTheDiskSinkWithItsNameAndTheMemorySinkGoesOn() throws Exception {
        String prefix = "drill_tables";
        Drill prepared = Drill.of("table dropped", SEED).with("disk.keyspace.prefix", prefix);
        try (Drill drill = prepared.start(MEMORY, DISK)) {
            drill.feed().publish(20);
            drill.awaitCommitted(DISK);
            drill.awaitLooks();
            drill.giveUp(DISK);

            drill.servers().cql("DROP TABLE " + prefix + "_receipt.receipt_chunk");
            drill.feed().publish(40);

            assertThat(drill.disk().exitCode(BOUND)).as("exit code (K6)").isEqualTo(2);
            assertThat(drill.disk().said()).contains("receipt_chunk");
            drill.converge(BOUND);
            drill.verify();
        }
    }

    @Test
    @Tag("long")
    void aClientThatIsAllowedLessThanABatchNeedsIsSlowedDownAndThatIsNoOutage() throws Exception {
        Drill prepared = Drill.of("requests throttled", SEED)
                .with("cassandra.driver.advanced.throttler.max-concurrent-requests", "4")
                .with("cassandra.driver.advanced.throttler.max-queue-size", "48");
        try (Drill drill = prepared.start(DISK)) {
            drill.feed().publish(60);

            drill.converge(BOUND);
            assertThat(drill.disk().said()).contains("overloaded").doesNotContain("SPILLING");
            drill.verify();
        }
    }

    @Test
    @Tag("long")
    void aBadNetworkBeforeThePrimaryLosesNothingAndDoublesNothing() throws Exception {
        Drill prepared = Drill.of("primary behind a bad network", SEED);
        try (Drill drill = prepared;
                FaultProxy network = FaultProxy.before(drill.servers().primary().address())) {
            drill.with("cassandra.contact.points", network.hostAndPort()).start(DISK);
            Random random = new Random(SEED);
            drill.feed().publish(20);
            drill.awaitCommitted(DISK);

            drill.feed().flow();
            for (int cut = 0; cut < 8; cut++) {
                network.cutAfter(1 + random.nextInt(40_000));
                Thread.sleep(random.nextInt(600));
            }
            network.pass();
            network.delay(Duration.ofMillis(30));
            network.throttle(100_000);
            Thread.sleep(2_000);
            network.swallow();
            drill.cutOff(DISK);
            Thread.sleep(5_000);
            assertThat(drill.groups().lag(DISK)).isPositive();
            drill.backAgain(DISK);
            network.pass();

            drill.converge(BOUND);
            drill.verify();
        }
    }
}
