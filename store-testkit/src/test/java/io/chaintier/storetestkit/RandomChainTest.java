package io.chaintier.storetestkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.chaintier.event.Block;
import io.chaintier.event.BlockAppended;
import io.chaintier.event.BlockRef;
import io.chaintier.event.BlockReverted;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.event.FinalityAdvanced;
import io.chaintier.event.Hash;
import io.chaintier.event.Transaction;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RandomChainTest {
    private static final ChainId CHAIN = ChainId.parse("test:1");

    @Test
    void everyHistoryIsOneThatAPublisherCouldWrite() {
        for (long seed = 0; seed < 100; seed++) {
            checkValid(RandomChain.events(CHAIN, seed, 80), "seed " + seed);
        }
    }

    @Test
    void theSameSeedGivesTheSameHistory() {
        assertThat(RandomChain.events(CHAIN, 7, 80)).isEqualTo(RandomChain.events(CHAIN, 7, 80));
    }

    @Test
    void whatStoresFindHardIsInTheHistories() {
        Set<String> seen = new TreeSet<>();
        for (long seed = 0; seed < 20; seed++) {
            seen.addAll(features(RandomChain.events(CHAIN, seed, 80)));
        }

        assertThat(seen)
                .containsExactly(
                        "abandoned block came back",
                        "appended below the head",
                        "block without transactions",
                        "empty body",
                        "finality",
                        "large body",
                        "receipts became known",
                        "receipts were known before",
                        "revert",
                        "same block again",
                        "transaction moved to another index");
    }

    private static void checkValid(List<ChainEvent> history, String seed) {
        TreeMap<Long, Block> canonical = new TreeMap<>();
        long sequence = 0;
        for (ChainEvent event : history) {
            assertThat(event.sequence()).as(seed).isEqualTo(sequence++);
            if (event.payload() instanceof BlockAppended appended) {
                BlockRef ref = appended.block().ref();
                Block replaced = canonical.put(ref.number(), appended.block());
                assertThat(replaced == null || replaced.ref().equals(ref))
                        .as("%s is appended over itself or nothing, %s", ref, seed)
                        .isTrue();
            } else if (event.payload() instanceof BlockReverted reverted) {
                assertThat(canonical.pollLastEntry().getValue().ref()).as(seed).isEqualTo(reverted.block());
            }
            assertThat(event.envelope().head())
                    .as(seed)
                    .isEqualTo(canonical.lastEntry().getValue().ref());
            checkLinked(canonical, seed);
        }
    }

    private static void checkLinked(TreeMap<Long, Block> canonical, String seed) {
        Set<Hash> transactions = new HashSet<>();
        for (Block block : canonical.values()) {
            Block parent = canonical.get(block.ref().number() - 1);
            assertThat(parent == null || parent.ref().hash().equals(block.parentHash()))
                    .as("%s names its parent, %s", block.ref(), seed)
                    .isTrue();
            for (Transaction transaction : block.transactions()) {
                assertThat(transactions.add(transaction.hash()))
                        .as("%s is canonical once, %s", transaction.hash(), seed)
                        .isTrue();
            }
        }
        assertThat(canonical.lastKey() - canonical.firstKey()).as(seed).isEqualTo(canonical.size() - 1);
    }

    private static Set<String> features(List<ChainEvent> history) {
        Set<String> seen = new HashSet<>();
        Set<BlockRef> reverted = new HashSet<>();
        Map<Hash, Block> blocks = new HashMap<>();
        Map<Hash, Integer> indexes = new HashMap<>();
        for (ChainEvent event : history) {
            if (event.payload() instanceof FinalityAdvanced) {
                seen.add("finality");
            } else if (event.payload() instanceof BlockReverted gone) {
                seen.add("revert");
                reverted.add(gone.block());
            } else if (event.payload() instanceof BlockAppended appended) {
                Block block = appended.block();
                if (event.envelope().head().number() > block.ref().number()) {
                    seen.add("appended below the head");
                }
                if (reverted.remove(block.ref())) {
                    seen.add("abandoned block came back");
                }
                Block before = blocks.put(block.ref().hash(), block);
                if (before != null) {
                    seen.add("same block again");
                    if (before.receipts().isPresent() && block.receipts().isEmpty()) {
                        seen.add("receipts were known before");
                    } else if (before.receipts().isEmpty() && block.receipts().isPresent()) {
                        seen.add("receipts became known");
                    }
                }
                if (block.transactions().isEmpty()) {
                    seen.add("block without transactions");
                }
                for (int index = 0; index < block.transactions().size(); index++) {
                    Transaction transaction = block.transactions().get(index);
                    int size = transaction.body().size();
                    if (size == 0) {
                        seen.add("empty body");
                    } else if (size > 10_000) {
                        seen.add("large body");
                    }
                    Integer place = indexes.put(transaction.hash(), index);
                    if (place != null && place != index) {
                        seen.add("transaction moved to another index");
                    }
                }
            }
        }
        return seen;
    }
}
