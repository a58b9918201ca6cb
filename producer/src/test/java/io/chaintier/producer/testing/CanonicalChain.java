package io.chaintier.producer.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.chaintier.event.Block;
import io.chaintier.event.BlockAppended;
import io.chaintier.event.BlockReverted;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.Hash;
import io.chaintier.event.wire.WireEvent;
import java.util.ArrayDeque;
import java.util.List;
import java.util.stream.LongStream;

/** What a chain's log amounts to for a reader who trusts nothing: fails on any gap, repeat or broken link. */
public final class CanonicalChain {
    private CanonicalChain() {}

    public static void assertGapFree(List<WireEvent> records) {
        assertThat(records.stream().map(record -> record.envelope().sequence()))
                .isEqualTo(LongStream.range(0, records.size()).boxed().toList());
    }

    /**
     * The canonical blocks once all events are applied, lowest first. Every block must stand on the one before it, every
     * revert must take the newest, and every event must name the newest as head.
     */
    public static List<Block> of(List<ChainEvent> events) {
        ArrayDeque<Block> chain = new ArrayDeque<>();
        for (ChainEvent event : events) {
            if (event.payload() instanceof BlockAppended appended) {
                Hash below = chain.isEmpty()
                        ? appended.block().parentHash()
                        : chain.getLast().ref().hash();
                assertThat(appended.block().parentHash())
                        .as("parent of %s", appended.block().ref())
                        .isEqualTo(below);
                chain.add(appended.block());
            } else if (event.payload() instanceof BlockReverted reverted) {
                assertThat(chain.removeLast().ref()).isEqualTo(reverted.block());
            }
            assertThat(event.envelope().head()).isEqualTo(chain.getLast().ref());
        }
        return List.copyOf(chain);
    }
}
