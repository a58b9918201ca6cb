package io.chaintier.diskstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.chaintier.event.BlockRef;
import io.chaintier.event.ChainId;
import io.chaintier.event.Hash;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Up to where a replica is believed about logs (I3, R6). */
class SettledHeadsTest {
    private static final ChainId CHAIN = ChainId.parse("eip155:1");

    private final AtomicLong nanos = new AtomicLong(7);
    private final SettledHeads heads = new SettledHeads(nanos::get);

    @Test
    void nothingHasSettledBeforeTheFirstHeadIsOldEnough() {
        assertThat(heads.upTo(CHAIN, head(1))).isEmpty();
        passes(SettledHeads.SETTLING.minusNanos(1));
        assertThat(heads.upTo(CHAIN, head(9))).isEmpty();
        passes(Duration.ofNanos(1));
        assertThat(heads.upTo(CHAIN, head(10))).contains(head(1));
    }

    @Test
    void theSettledHeadIsNeverYoungerThanItMayBe() {
        heads.upTo(CHAIN, head(0));
        for (int second = 1; second < 60; second++) {
            passes(Duration.ofSeconds(1));

            long settled = heads.upTo(CHAIN, head(second)).map(BlockRef::number).orElse(0L);

            assertThat(settled).isLessThanOrEqualTo(Math.max(0, second - 5)).isGreaterThan(second - 11);
        }
    }

    @Test
    void chainsSettleEachForItself() {
        heads.upTo(CHAIN, head(1));
        passes(SettledHeads.SETTLING);

        assertThat(heads.upTo(ChainId.parse("eip155:2"), head(1))).isEmpty();
        assertThat(heads.upTo(CHAIN, head(2))).contains(head(1));
    }

    private void passes(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static BlockRef head(long number) {
        return new BlockRef(number, Hash.of(new byte[] {(byte) number}));
    }
}
