package io.chaintier.gateway.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chaintier.event.Block;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.event.Hash;
import io.chaintier.event.StateEntry;
import io.chaintier.gateway.FakeTier;
import io.chaintier.gateway.read.TieredReader.BreakerConfig;
import io.chaintier.store.BlockDetail;
import io.chaintier.store.BlockSelector;
import io.chaintier.store.ChainHead;
import io.chaintier.store.ChainReader;
import io.chaintier.store.StoreUnavailableException;
import io.chaintier.store.StoredBlock;
import io.chaintier.store.StoredTransaction;
import io.chaintier.store.TransactionSelector;
import io.chaintier.storetestkit.ChainBuilder;
import io.chaintier.storetestkit.RandomBlocks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TieredReaderTest {
    private static final ChainId CHAIN = ChainId.parse("eip155:1");
    private static final Duration BACK_OFF = Duration.ofSeconds(1);

    private final RandomBlocks content = new RandomBlocks(7);
    private final ChainBuilder history = new ChainBuilder(CHAIN);
    private final FakeTier memory = new FakeTier();
    private final FakeTier replica = new FakeTier();
    private final FakeTier primary = new FakeTier();
    private final AtomicLong nanos = new AtomicLong();
    private final TieredReader reader =
            reader(Map.of(Tier.MEMORY, memory, Tier.REPLICA, replica, Tier.PRIMARY, primary));

    @Test
    void theFirstTierThatHasItAnswersAndTheOthersAreNotAsked() {
        Block block = append(0);
        memory.has(history.events());

        assertAnswered(byHash(block), block, Tier.MEMORY);
        assertThat(replica.calls() + primary.calls()).isZero();
    }

    @Test
    void whatMemoryDoesNotHaveIsReadFromReplicaThenPrimary() {
        Block first = append(0);
        replica.has(history.events());
        Block second = append(1);
        primary.has(history.events());

        assertAnswered(byHash(first), first, Tier.REPLICA);
        assertAnswered(byHash(second), second, Tier.PRIMARY);
    }

    @Test
    void tiersThatCannotAnswerArePassedOver() {
        Block block = append(0);
        primary.has(history.events());
        memory.goesDown();
        replica.goesDown();

        assertAnswered(byHash(block), block, Tier.PRIMARY);
    }

    @Test
    void nothingInAnyTierIsADefiniteNotFound() {
        append(0);
        everyTierHasAll();

        Answer<StoredBlock> answer = reader.block(CHAIN, BlockSelector.hash(content.hash()), BlockDetail.HEADER);

        assertThat(answer).isEqualTo(Answer.notFound());
    }

    @Test
    void thePrimarysWordIsEnoughWhereMemoryAndReplicaAreDown() {
        append(0);
        everyTierHasAll();
        memory.goesDown();
        replica.goesDown();

        assertThat(byHash(content.hash()).value()).isEmpty();
    }

    @Test
    void withoutThePrimarysWordNothingIsDefinitelyNotFound() {
        append(0);
        everyTierHasAll();
        primary.goesDown();

        assertThatThrownBy(() -> byHash(content.hash()))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("primary: taken down by the test");
    }

    @Test
    void aMissInMemoryAloneSaysNothing() {
        append(0);
        memory.has(history.events());
        TieredReader memoryOnly = reader(Map.of(Tier.MEMORY, memory));

        assertThatThrownBy(() -> memoryOnly.block(CHAIN, BlockSelector.hash(content.hash()), BlockDetail.HEADER))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("no disk tier is configured");
    }

    @Test
    void theHeadDoesNotGoBackWhenTheNewerTierGoesDown() {
        append(0);
        replica.has(history.events());
        append(1);
        primary.has(history.events());
        memory.has(history.events());
        assertThat(head().tier()).contains(Tier.MEMORY);

        memory.goesDown();

        assertThat(head().value().orElseThrow().head().number()).isEqualTo(1);
        assertThat(head().tier()).contains(Tier.PRIMARY);
    }

    @Test
    void whereOnlyOlderHeadsAreLeftNoneIsAnswered() {
        append(0);
        replica.has(history.events());
        primary.has(history.events());
        append(1);
        memory.has(history.events());
        reader.head(CHAIN);

        memory.comesBackEmpty();

        assertThatThrownBy(this::head)
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("behind");
        assertThatThrownBy(() -> reader.block(CHAIN, BlockSelector.HEAD, BlockDetail.HEADER))
                .isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void whatWasFinalizedOrSafeDoesNotGoBackWhenTheNewerTierGoesDown() {
        Block first = append(0);
        Block second = append(1);
        history.finality(Optional.of(first.ref()), Optional.of(first.ref()));
        replica.has(history.events());
        history.finality(Optional.of(second.ref()), Optional.of(second.ref()));
        memory.has(history.events());
        primary.has(history.events());
        assertAnswered(reader.block(CHAIN, BlockSelector.FINALIZED, BlockDetail.HEADER), second, Tier.MEMORY);

        memory.goesDown();

        assertThat(reader.head(CHAIN).tier()).contains(Tier.PRIMARY);
        assertThat(reader.block(CHAIN, BlockSelector.FINALIZED, BlockDetail.HEADER)
                        .value())
                .map(block -> block.header().ref())
                .contains(second.ref());
        assertThat(reader.block(CHAIN, BlockSelector.SAFE, BlockDetail.HEADER).value())
                .map(block -> block.header().ref())
                .contains(second.ref());
    }

    @Test
    void theHeadIsKnownFromTheNewestAnswerAndNeverTakenBack() {
        append(0);
        replica.has(history.events());
        append(1);
        memory.has(history.events());
        primary.has(history.events());
        ChainHead newest = reader.head(CHAIN).value().orElseThrow();

        memory.comesBackEmpty();
        primary.goesDown();

        assertThatThrownBy(this::head).isInstanceOf(StoreUnavailableException.class);
        assertThat(reader.knownHead(CHAIN)).map(KnownHead::head).contains(newest);
    }

    @Test
    void aReorganisationMayMoveTheHeadBack() {
        append(0);
        append(1);
        everyTierHasAll();
        reader.head(CHAIN);
        history.revert();

        everyTierHasAll();

        assertThat(head().value().orElseThrow().head().number()).isZero();
    }

    @Test
    void aBlockUnderTheHeadThatDiskDoesNotHaveYetIsUnavailableNotMissing() {
        append(0);
        replica.has(history.events());
        primary.has(history.events());
        append(1);
        memory.has(history.events());
        reader.head(CHAIN);

        memory.goesDown();

        assertThatThrownBy(() -> reader.block(CHAIN, BlockSelector.number(1), BlockDetail.HEADER))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("behind what was answered before");
    }

    @Test
    void aTierThatMissedAReorganisationIsNotBelievedOnceItWasAnswered() {
        append(0);
        Block abandoned = append(1);
        replica.has(history.events());
        history.revert();
        Block canonical = append(1);
        primary.has(history.events());
        memory.has(history.events());
        reader.head(CHAIN);

        memory.goesDown();

        Answer<StoredBlock> byNumber = reader.block(CHAIN, BlockSelector.number(1), BlockDetail.HEADER);
        assertAnswered(byNumber, canonical, Tier.PRIMARY);
        Hash oldTransaction = abandoned.transactions().get(0).hash();
        assertThat(reader.transaction(CHAIN, TransactionSelector.hash(oldTransaction), false)
                        .value())
                .isEmpty();
        assertAnswered(byHash(abandoned), abandoned, Tier.REPLICA);
    }

    @Test
    void whileMemoryIsAheadOfDiskItsMissMakesDisksWordEnough() {
        append(0);
        replica.has(history.events());
        primary.has(history.events());
        Block newer = append(1);
        memory.has(history.events().subList(1, 2));
        assertThat(head().value().orElseThrow().head()).isEqualTo(newer.ref());

        assertThat(reader.block(CHAIN, BlockSelector.number(0), BlockDetail.HEADER)
                        .tier())
                .contains(Tier.REPLICA);
        assertThat(byHash(content.hash())).isEqualTo(Answer.notFound());
    }

    @Test
    void tagsAreAnsweredFromTheHead() {
        Block finalized = append(0);
        Block safe = append(1);
        Block head = append(2);
        history.finality(Optional.of(safe.ref()), Optional.of(finalized.ref()));
        replica.has(history.events());

        assertAnswered(reader.block(CHAIN, BlockSelector.HEAD, BlockDetail.HEADER), head, Tier.REPLICA);
        assertAnswered(reader.block(CHAIN, BlockSelector.SAFE, BlockDetail.HEADER), safe, Tier.REPLICA);
        assertAnswered(reader.block(CHAIN, BlockSelector.FINALIZED, BlockDetail.HEADER), finalized, Tier.REPLICA);
        Answer<StoredTransaction> first =
                reader.transaction(CHAIN, TransactionSelector.at(BlockSelector.HEAD, 0), true);
        assertThat(first.value().orElseThrow().hash())
                .isEqualTo(head.transactions().get(0).hash());
    }

    @Test
    void tagsThatTheChainHasNotSetAreNotFound() {
        append(0);
        everyTierHasAll();

        assertThat(reader.block(CHAIN, BlockSelector.FINALIZED, BlockDetail.HEADER))
                .isEqualTo(Answer.notFound());
    }

    @Test
    void aDeadTierIsSkippedUntilAProbeSucceeds() {
        Block block = append(0);
        everyTierHasAll();
        memory.goesDown();
        for (int i = 0; i < 10; i++) {
            byHash(block);
        }
        assertThat(memory.calls()).isEqualTo(3);

        memory.comesBack();
        assertThat(byHash(block).tier()).contains(Tier.REPLICA);
        nanos.addAndGet(BACK_OFF.toNanos());

        assertThat(byHash(block).tier()).contains(Tier.MEMORY);
        assertThat(byHash(block).tier()).contains(Tier.MEMORY);
    }

    @Test
    void whileATierIsDeadOneReadPerIntervalPaysForIt() {
        Block block = append(0);
        everyTierHasAll();
        memory.goesDown();
        for (int i = 0; i < 3; i++) {
            byHash(block);
        }

        for (int interval = 1; interval <= 4; interval++) {
            nanos.addAndGet(BACK_OFF.toNanos());
            for (int i = 0; i < 5; i++) {
                byHash(block);
            }

            assertThat(memory.calls()).isEqualTo(3 + interval);
        }
    }

    @Test
    void figuresTellHitsMissesFailuresAndSkips() {
        Block block = append(0);
        replica.has(history.events());
        byHash(block);
        byHash(block);
        memory.goesDown();
        for (int i = 0; i < 4; i++) {
            byHash(block);
        }

        assertThat(reader.reads().get(0)).isEqualTo(new TierReads(Tier.MEMORY, 0, 2, 3, 1, 0));
        assertThat(reader.reads().get(1)).isEqualTo(new TierReads(Tier.REPLICA, 6, 0, 0, 0, 0));
        assertThat(reader.reads().get(2)).isEqualTo(new TierReads(Tier.PRIMARY, 0, 0, 0, 0, 0));
    }

    @Test
    void keyedStateIsReadThroughTheSameTiers() {
        StateEntry progress =
                new StateEntry(CHAIN, "node-1", "progress", 3, "test", Instant.EPOCH, Optional.of(content.bytes(8)));
        primary.holds(progress);

        assertThat(reader.state(CHAIN, "node-1", "progress")).isEqualTo(Answer.found(progress, Tier.PRIMARY));
        assertThat(reader.state(CHAIN, "node-1", "peers")).isEqualTo(Answer.notFound());
    }

    @Test
    void ofANamespaceTheNewestEntryOfEachKeyIsListedWhicheverTierHasIt() {
        StateEntry old = entry("node-1", 3);
        StateEntry renewed = entry("node-1", 4);
        StateEntry forgotten = entry("node-2", 1);
        memory.holds(renewed);
        replica.holds(old).holds(forgotten);
        primary.holds(renewed).holds(forgotten);

        assertThat(reader.states(CHAIN, "nodes"))
                .isEqualTo(new TieredReader.KnownStates(List.of(renewed, forgotten), true));

        primary.goesDown();
        memory.goesDown();

        assertThat(reader.states(CHAIN, "nodes"))
                .isEqualTo(new TieredReader.KnownStates(List.of(old, forgotten), false));
    }

    private StateEntry entry(String key, long version) {
        return new StateEntry(CHAIN, "nodes", key, version, "test", Instant.EPOCH, Optional.of(content.bytes(8)));
    }

    @Test
    void chainsAreThoseOfAllTiersAndIncompleteWhereOneIsDown() {
        append(0);
        primary.has(history.events());
        assertThat(reader.chains()).isEqualTo(new TieredReader.KnownChains(Set.of(CHAIN), true));

        memory.goesDown();

        assertThat(reader.chains()).isEqualTo(new TieredReader.KnownChains(Set.of(CHAIN), false));
    }

    @Test
    void closingClosesEveryTier() {
        reader.close();

        assertThat(List.of(memory, replica, primary)).allMatch(FakeTier::isClosed);
    }

    private TieredReader reader(Map<Tier, ChainReader> tiers) {
        return new TieredReader(tiers, new BreakerConfig(3, BACK_OFF), Optional.empty(), nanos::get);
    }

    private Block append(long number) {
        Block block = content.block(
                number,
                number == 0 ? content.hash() : history.head().ref().hash(),
                content.transactions(2, 50),
                Optional.of(content.receipts(2, 50)));
        history.append(block);
        return block;
    }

    private void everyTierHasAll() {
        List<ChainEvent> events = history.events();
        memory.has(events);
        replica.has(events);
        primary.has(events);
    }

    private Answer<ChainHead> head() {
        return reader.head(CHAIN);
    }

    private Answer<StoredBlock> byHash(Block block) {
        return byHash(block.ref().hash());
    }

    private Answer<StoredBlock> byHash(Hash hash) {
        return reader.block(CHAIN, BlockSelector.hash(hash), BlockDetail.HEADER);
    }

    private static void assertAnswered(Answer<StoredBlock> answer, Block expected, Tier by) {
        assertThat(answer.tier()).contains(by);
        assertThat(answer.value().orElseThrow().header().ref()).isEqualTo(expected.ref());
    }
}
