package io.chaintier.producer.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chaintier.event.BlockRef;
import io.chaintier.event.Bytes;
import io.chaintier.event.ChainId;
import io.chaintier.event.StateEntry;
import io.chaintier.event.wire.EncodedEvent;
import io.chaintier.producer.testing.Blocks;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PlannerTest {
    private static final Position START = new Position(7, 3, Optional.empty());

    private final Planner planner = new Planner(ChainId.parse("eip155:1"), "test", 16_384, Clock.systemUTC());

    @Test
    void partsOfABlockAndTheEventsAfterItAreNumberedWithoutAGap() {
        Planner.Plan plan = planner.plan(
                Publication.append(List.of(Blocks.block(0, 0), Blocks.block(1, 0, 0, 10, 5_000), Blocks.block(2, 0))),
                START);

        assertThat(plan.events()).hasSizeGreaterThan(5);
        assertThat(plan.events().stream().map(EncodedEvent::sequence))
                .isEqualTo(LongStream.range(7, 7 + plan.events().size()).boxed().toList());
        assertThat(plan.after()).isEqualTo(new Position(7 + plan.events().size(), 3, head(2)));
    }

    @Test
    void headIsTheNewestBlockAtOrAboveTheHead() {
        Position at5 = new Position(0, 0, head(5));

        assertThat(planner.plan(Publication.append(Blocks.block(4, 1)), at5)
                        .after()
                        .head())
                .isEqualTo(head(5));
        assertThat(planner.plan(Publication.append(Blocks.block(9, 0)), at5)
                        .after()
                        .head())
                .isEqualTo(head(9));
    }

    @Test
    void stateIsVersionedOnItsOwn() {
        StateChange change = new StateChange("node", "key", Optional.of(Bytes.EMPTY));
        Planner.Plan plan = planner.plan(Publication.state(change).and(Publication.state(change)), START);

        assertThat(plan.state().stream().map(StateEntry::version)).containsExactly(3L, 4L);
        assertThat(plan.after()).isEqualTo(new Position(7, 5, Optional.empty()));
    }

    @Test
    void finalityOfAChainWithoutBlocksIsRejected() {
        assertThatThrownBy(() -> planner.plan(Publication.finality(head(1), head(1)), START))
                .isInstanceOf(PublicationRejectedException.class)
                .hasMessage("chain eip155:1 has no block yet: the first publication must append one");
    }

    private static Optional<BlockRef> head(long number) {
        return Optional.of(Blocks.ref(number, 0));
    }
}
