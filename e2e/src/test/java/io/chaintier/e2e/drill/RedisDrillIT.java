package io.chaintier.e2e.drill;

import static io.chaintier.e2e.drill.Drill.DISK;
import static io.chaintier.e2e.drill.Drill.MEMORY;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Redis fails in its several ways while blocks come in (faults 22 to 29, 32, 33). Serves R3, C4, I2, I4, I7, I9. */
@Timeout(180)
class RedisDrillIT {
    private static final long SEED = Long.getLong("chaintier.seed", 22);
    private static final Duration BOUND = Duration.ofSeconds(30);

    @Test
    void aRedisThatIsKilledAndComesBackCostsNothingAndTheDiskSinkDoesNotNotice() throws Exception {
        try (Drill drill = Drill.of("redis killed", SEED).start(MEMORY, DISK)) {
            drill.feed().publish(100);
            drill.awaitCommitted(MEMORY);
            drill.feed().flow();

            drill.servers().redis().kill();
            drill.cutOff(MEMORY);
            Thread.sleep(2_000);
            drill.awaitCommitted(DISK);
            drill.backAgain(MEMORY);
            Servers.restart(drill.servers().redis());

            drill.converge(BOUND);
            drill.verify();
            assertThat(drill.memory().terminate(BOUND)).isZero();
            assertThat(drill.disk().terminate(BOUND)).isZero();
        }
    }
}
