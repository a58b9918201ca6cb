package io.chaintier.gateway.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.gateway.EvmBlocks;
import io.chaintier.gateway.EvmBlocks.Log;
import io.chaintier.gateway.FakeTier;
import io.chaintier.gateway.read.Tier;
import io.chaintier.gateway.read.TieredReader;
import io.chaintier.gateway.read.TieredReader.BreakerConfig;
import io.chaintier.store.BlockDetail;
import io.chaintier.store.BlockSelector;
import io.chaintier.storetestkit.ChainBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What is told of a chain, and when (B1, I6). */
class ChainFeedTest {
    private static final ChainId CHAIN = ChainId.parse("eip155:1");

    private final FakeTier primary = new FakeTier();
    private final TieredReader reader =
            new TieredReader(Map.of(Tier.PRIMARY, primary), new BreakerConfig(1000, Duration.ZERO));
    private final AtomicLong nanos = new AtomicLong();
    private final ChainBuilder history = new ChainBuilder(CHAIN);
    private ChainFeed feed = new ChainFeed(CHAIN, reader, new FeedConfig(true, 100, 1 << 20), nanos::get);
    private int taken;

    @Test
    void aBlockIsToldOnceAReaderFindsIt() {
        history.append(EvmBlocks.block(1, 0, 0)).append(EvmBlocks.block(2, 0, 0));
        topicSaysAll();

        assertThat(feed.release()).isFalse();
        assertThat(told(0)).isEmpty();

        primary.has(history.events().subList(0, 1));
        assertThat(feed.release()).isFalse();
        assertThat(told(0)).containsExactly("+1.0");

        primary.has(history.events());
        assertThat(feed.release()).isTrue();
        assertThat(told(0)).containsExactly("+1.0", "+2.0");
    }

    @Test
    void whoIsToldOfABlockFindsItAlsoWhenTheTierThatShowedItIsGone() throws Exception {
        FakeTier memory = new FakeTier();
        TieredReader both = new TieredReader(
                Map.of(Tier.MEMORY, memory, Tier.PRIMARY, primary), new BreakerConfig(1000, Duration.ZERO));
        feed = new ChainFeed(CHAIN, both, new FeedConfig(true, 100, 1 << 20), nanos::get);
        history.append(EvmBlocks.block(1, 0, 0));
        topicSaysAll();
        memory.has(history.events());
        assertThat(feed.release()).isTrue();

        memory.goesDown();

        assertThatThrownBy(() -> both.block(CHAIN, BlockSelector.number(1), BlockDetail.HEADER))
                .hasMessageContaining("behind what was answered before");
    }

    @Test
    void aReorganisationIsToldAsItWentWithWhatTheAbandonedBlocksHeld() throws Exception {
        history.append(EvmBlocks.block(1, 0, 0))
                .append(EvmBlocks.block(2, 0, 0, new Log(1, 1)))
                .append(EvmBlocks.block(3, 0, 0))
                .revert()
                .revert()
                .append(EvmBlocks.block(2, 7, 0))
                .append(EvmBlocks.block(3, 7, 7));
        topicSaysAll();
        storesHaveAll();

        assertThat(feed.release()).isTrue();

        assertThat(told(0)).containsExactly("+1.0", "+2.0", "+3.0", "-3.0", "-2.0", "+2.7", "+3.7");
        assertThat(feed.read(4, 1).changes().get(0).block().receipts()).hasSize(1);
    }

    @Test
    void whatABlockHeldThatWasRevertedLongAfterIsReadFromTheStores() throws Exception {
        history.append(EvmBlocks.block(1, 0, 0)).append(EvmBlocks.block(2, 0, 0, new Log(1, 1)));
        taken = 2;
        history.revert();
        topicSaysAll();
        storesHaveAll();

        assertThat(feed.release()).isTrue();

        assertThat(told(0)).containsExactly("-2.0");
        assertThat(feed.read(0, 1).changes().get(0).block().receipts()).hasSize(1);
    }

    @Test
    void whatNoStoreGivesAnyMoreIsNotWaitedForForEver() {
        history.append(EvmBlocks.block(1, 0, 0)).append(EvmBlocks.block(2, 0, 0));
        taken = 2;
        history.revert();
        topicSaysAll();
        primary.has(history.events().subList(0, 1));
        primary.has(history.events().subList(2, 3));
        assertThat(feed.release()).isFalse();

        nanos.addAndGet(Duration.ofMinutes(2).toNanos());
        feed.release();

        assertThatThrownBy(() -> feed.read(0, 1))
                .isInstanceOf(ChangesGoneException.class)
                .hasMessageContaining("no store gives what it held");
        assertThat(feed.heldChanges()).isZero();
    }

    @Test
    void blocksThatAnImportBringsBelowTheHeadAreNoNews() {
        history.append(EvmBlocks.block(5, 0, 0))
                .append(EvmBlocks.block(2, 0, 0))
                .finality(Optional.empty(), Optional.empty())
                .append(EvmBlocks.block(6, 0, 0));
        topicSaysAll();
        storesHaveAll();

        assertThat(feed.release()).isTrue();

        assertThat(told(0)).containsExactly("+5.0", "+6.0");
    }

    @Test
    void whileNoStoreAnswersNothingIsToldAndNothingLost() {
        history.append(EvmBlocks.block(1, 0, 0));
        topicSaysAll();
        primary.goesDown();
        assertThat(feed.release()).isFalse();

        storesHaveAll();
        primary.comesBack();

        assertThat(feed.release()).isTrue();
        assertThat(told(0)).containsExactly("+1.0");
    }

    @Test
    void whoIsSlowerThanWhatIsKeptIsToldSoAndNothingElseIs() {
        feed = new ChainFeed(CHAIN, reader, new FeedConfig(true, 3, 1 << 20), nanos::get);
        EvmBlocks.plain(1, 10, 0).forEach(history::append);
        topicSaysAll();
        storesHaveAll();
        feed.release();

        assertThatThrownBy(() -> feed.read(0, 10))
                .isInstanceOf(ChangesGoneException.class)
                .hasMessageStartingWith("too slow");
        assertThat(told(7)).containsExactly("+8.0", "+9.0", "+10.0");
        assertThat(told(10)).isEmpty();
    }

    @Test
    void theChangesKeptAreBoundedInBytesToo() {
        feed = new ChainFeed(CHAIN, reader, new FeedConfig(true, 1000, 3000), nanos::get);
        EvmBlocks.plain(1, 100, 0).forEach(history::append);
        topicSaysAll();
        storesHaveAll();
        feed.release();

        assertThat(feed.status().kept()).isBetween(1, 10);
        assertThat(told(99)).containsExactly("+100.0");
    }

    @Test
    void afterABreakEverybodyIsToldWhyAndNewListenersGoOn() {
        history.append(EvmBlocks.block(1, 0, 0));
        topicSaysAll();
        storesHaveAll();
        feed.release();
        long caughtUp = feed.end();
        AtomicInteger woken = new AtomicInteger();
        feed.listen(woken::incrementAndGet);

        feed.breakOff("a test says so");

        assertThatThrownBy(() -> feed.read(caughtUp, 1)).hasMessage("a test says so");
        assertThat(woken.get()).isEqualTo(1);
        long begin = feed.end();
        history.append(EvmBlocks.block(2, 0, 0));
        topicSaysAll();
        storesHaveAll();
        feed.release();
        assertThat(told(begin)).containsExactly("+2.0");
        assertThat(woken.get()).isEqualTo(2);
    }

    private void topicSaysAll() {
        List<ChainEvent> all = history.events();
        all.subList(taken, all.size()).forEach(feed::take);
        taken = all.size();
    }

    private void storesHaveAll() {
        primary.has(history.events());
    }

    /** Each change as its direction, number and fork. */
    private List<String> told(long position) {
        try {
            return feed.read(position, 1000).changes().stream()
                    .map(change -> (change.kind() == HeadChange.Kind.APPENDED ? "+" : "-")
                            + change.block().header().ref().number() + "."
                            + (change.block().header().ref().hash().array()[31] & 0xff))
                    .toList();
        } catch (ChangesGoneException e) {
            throw new AssertionError(e);
        }
    }
}
