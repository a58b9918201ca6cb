package io.chaintier.gateway.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chaintier.event.Block;
import io.chaintier.event.ChainId;
import io.chaintier.gateway.FakeTier;
import io.chaintier.store.StoreUnavailableException;
import io.chaintier.store.StoredBlock;
import io.chaintier.storetestkit.ChainBuilder;
import io.chaintier.storetestkit.RandomBlocks;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WriteBackTest {
    private static final ChainId CHAIN = ChainId.parse("eip155:1");

    private final RandomBlocks content = new RandomBlocks(11);
    private final ChainBuilder history = new ChainBuilder(CHAIN);
    private final FakeTier disk = new FakeTier();
    private final List<Filled> filled = new CopyOnWriteArrayList<>();
    private final WriteBack writeBack =
            new WriteBack((chain, block, canonical) -> filled.add(new Filled(block, canonical)), 1, 2);

    private record Filled(StoredBlock block, boolean canonical) {}

    @AfterEach
    void close() {
        writeBack.close();
    }

    @Test
    void theWholeBlockIsBroughtWithItsReceipts() {
        Block block = append(0);
        disk.has(history.events());

        offer(block);

        await().until(() -> filled.size() == 1);
        assertThat(filled.get(0).canonical()).isTrue();
        assertThat(filled.get(0).block().header().ref()).isEqualTo(block.ref());
        assertThat(filled.get(0).block().transactions()).hasSize(2);
        assertThat(filled.get(0).block().receipts()).hasSize(2);
    }

    @Test
    void anAbandonedBlockIsBroughtAsSuch() {
        append(0);
        Block abandoned = append(1);
        history.revert();
        append(1);
        disk.has(history.events());

        offer(abandoned);

        await().until(() -> filled.size() == 1);
        assertThat(filled.get(0).canonical()).isFalse();
    }

    @Test
    void aBlockThatIsOnItsWayIsNotFetchedAgain() {
        Block block = append(0);
        disk.has(history.events());
        CountDownLatch gate = disk.hangs();
        for (int i = 0; i < 10; i++) {
            offer(block);
        }

        gate.countDown();

        await().until(() -> filled.size() == 1);
        assertThat(writeBack.figures()).isEqualTo(new WriteBack.Figures(1, 0, 0, 0));
    }

    @Test
    void whatFindsTheQueueFullIsDroppedAndMayComeAgain() {
        List<Block> blocks = List.of(append(0), append(1), append(2), append(3));
        disk.has(history.events());
        CountDownLatch gate = disk.hangs();
        offer(blocks.get(0));
        await().until(() -> disk.calls() == 1);
        blocks.subList(1, 4).forEach(this::offer);
        assertThat(writeBack.figures().dropped()).isEqualTo(1);

        gate.countDown();
        await().until(() -> filled.size() == 3);
        offer(blocks.get(3));

        await().until(() -> filled.size() == 4);
    }

    @Test
    void aMemoryThatTakesNothingHarmsNobody() {
        Block block = append(0);
        disk.has(history.events());
        try (WriteBack refused = new WriteBack(
                (chain, whole, canonical) -> {
                    throw new StoreUnavailableException("full");
                },
                1,
                2)) {
            refused.offer(CHAIN, block.ref(), disk);

            await().until(() -> refused.figures().failed() == 1);
        }
    }

    private void offer(Block block) {
        writeBack.offer(CHAIN, block.ref(), disk);
    }

    private Block append(long number) {
        Block block = content.block(
                number, content.hash(), content.transactions(2, 50), Optional.of(content.receipts(2, 50)));
        history.append(block);
        return block;
    }
}
