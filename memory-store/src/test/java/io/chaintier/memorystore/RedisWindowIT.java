package io.chaintier.memorystore;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chaintier.event.Block;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.event.Hash;
import io.chaintier.event.Transaction;
import io.chaintier.localstack.ServerKind;
import io.chaintier.localstack.SharedStack;
import io.chaintier.localstack.junit.LocalStackTest;
import io.chaintier.store.BlockDetail;
import io.chaintier.store.BlockSelector;
import io.chaintier.store.Outcome;
import io.chaintier.store.StoredBlock;
import io.chaintier.store.TransactionSelector;
import io.chaintier.storetestkit.ChainBuilder;
import io.chaintier.storetestkit.ModelStore;
import io.chaintier.storetestkit.RandomBlocks;
import io.chaintier.storetestkit.RandomChain;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** What stays in Redis, for how long, and what a late read from disk can do to it. */
@LocalStackTest(ServerKind.REDIS)
class RedisWindowIT {
    private static final int WINDOW = 5;
    private static final Hash NO_PARENT = Hash.of(new byte[32]);

    private final SharedStack stack;
    private final ChainId chain;
    private final RandomBlocks content = new RandomBlocks(7);
    private final ModelStore disk = new ModelStore();
    private RedisChainWriter writer;
    private RedisChainReader reader;
    private RedisChainFiller filler;

    RedisWindowIT(SharedStack stack) {
        this.stack = stack;
        chain = new ChainId("test", stack.uniqueName("w"));
    }

    @BeforeEach
    void open() {
        RedisConfig config = TestRedis.config(stack.redis(), "memory.window.blocks", Integer.toString(WINDOW));
        writer = new RedisChainWriter(config);
        reader = new RedisChainReader(config);
        filler = new RedisChainFiller(config);
    }

    @AfterEach
    void close() {
        writer.close();
        reader.close();
        filler.close();
    }

    @Test
    void whatTheHeadLeavesBehindIsDeletedWithItsTransactions() {
        ChainBuilder builder = new ChainBuilder(chain);
        for (int number = 0; number < 20; number++) {
            builder.append(block(number));
        }

        apply(builder.events());

        assertThat(number(14)).isEmpty();
        assertThat(number(15)).isPresent();
        assertThat(number(19)).isPresent();
        Map<String, Long> left = lives();
        assertThat(left.keySet().stream().filter(key -> !key.startsWith("n:")))
                .as("five blocks of five entries and three transactions, head and numbers")
                .hasSize(WINDOW * 8 + 2);
        assertThat(left.entrySet().stream().filter(entry -> entry.getValue() > 0))
                .as("registers below the window live on for a while")
                .hasSize(20 - WINDOW)
                .allMatch(entry -> entry.getKey().startsWith("n:"));
    }

    @Test
    void onlyCanonicalBlocksInTheWindowLiveForEver() {
        for (long seed = 0; seed < 10; seed++) {
            ChainId other = new ChainId("test", stack.uniqueName("s"));
            List<ChainEvent> history = RandomChain.events(other, seed, 80);
            ModelStore model = new ModelStore();
            model.apply(history);
            RandomChain.shuffled(history, seed).forEach(this::apply);
            // A few numbers leave the window with every event.
            for (int repeat = 0; repeat < history.size(); repeat++) {
                apply(history.subList(history.size() - 1, history.size()));
            }

            Set<String> immortal = new HashSet<>();
            lives(other).forEach((key, life) -> {
                if (life < 0 && (key.startsWith("h:") || key.startsWith("b:") || key.startsWith("t:"))) {
                    immortal.add(key);
                }
            });

            assertThat(canonicalKeys(model, other)).as("seed %d", seed).containsAll(immortal);
        }
    }

    @Test
    void anAbandonedBlockExpiresAndOneThatComesBackDoesNot() {
        Block stays = block(1);
        Block abandoned = block(2, stays);
        ChainBuilder builder =
                new ChainBuilder(chain).append(stays).append(abandoned).revert();
        apply(builder.events());
        String transaction = "t:" + text(abandoned.transactions().get(0).hash());

        assertThat(lives().get("h:" + text(abandoned.ref().hash()))).isPositive();
        assertThat(lives().get(transaction)).isPositive();
        assertThat(lives().get("h:" + text(stays.ref().hash()))).isNegative();

        apply(builder.append(abandoned).events());
        assertThat(lives()).allSatisfy((key, life) -> assertThat(life).as(key).isNegative());
    }

    @Test
    void eventsBelowTheWindowAreNotKept() {
        Block high = block(100);
        ChainBuilder builder = new ChainBuilder(chain).append(high).append(block(50));

        apply(builder.events());

        assertThat(number(50)).isEmpty();
        assertThat(number(100)).isPresent();
        assertThat(lives().keySet())
                .noneMatch(key -> key.startsWith("h:")
                        && !key.equals("h:" + text(high.ref().hash())));
    }

    @Test
    void aFilledBlockIsFoundEveryWayForALimitedTimeAndTheHeadStays() {
        Block old = block(10);
        disk.apply(new ChainBuilder(chain).append(old).append(block(100)).events());
        apply(new ChainBuilder(chain).append(block(99)).append(block(100)).events());

        filler.fill(chain, onDisk(old), true);

        StoredBlock expected = onDisk(old);
        assertThat(number(10)).contains(expected);
        assertThat(reader.block(chain, BlockSelector.hash(old.ref().hash()), BlockDetail.RECEIPTS))
                .contains(expected);
        TransactionSelector second =
                TransactionSelector.hash(old.transactions().get(1).hash());
        assertThat(reader.transaction(chain, second, true)).isEqualTo(disk.transaction(chain, second, true));
        assertThat(lives().get("h:" + text(old.ref().hash()))).isPositive();
        assertThat(lives().get("t:" + text(old.transactions().get(1).hash()))).isPositive();
        assertThat(reader.head(chain).orElseThrow().head().number()).isEqualTo(100);
    }

    @Test
    void aFilledBlockStaysForEverOnceItsEventArrives() {
        Block first = block(1);
        List<ChainEvent> history = new ChainBuilder(chain).append(first).events();
        disk.apply(history);
        filler.fill(chain, onDisk(first), true);

        apply(history);

        assertThat(number(1)).contains(onDisk(first));
        assertThat(lives()).allSatisfy((key, life) -> assertThat(life).as(key).isNegative());
    }

    @Test
    void aSlowReadFromDiskCannotBringAnAbandonedBlockBack() {
        Block first = block(1);
        Block abandoned = block(2, first);
        Block instead = block(2, first);
        ChainBuilder builder = new ChainBuilder(chain).append(first).append(abandoned);
        disk.apply(builder.events());
        apply(builder.revert().events());
        StoredBlock late = onDisk(abandoned);

        filler.fill(chain, late, true);
        assertThat(number(2)).isEmpty();

        apply(builder.append(instead).events());
        filler.fill(chain, late, true);

        assertThat(number(2).orElseThrow().header().ref()).isEqualTo(instead.ref());
        Hash transaction = abandoned.transactions().get(0).hash();
        assertThat(reader.transaction(chain, TransactionSelector.hash(transaction), true))
                .isEmpty();
        assertThat(reader.block(chain, BlockSelector.hash(abandoned.ref().hash()), BlockDetail.HEADER))
                .isPresent();
    }

    @Test
    void aReadFromDiskAddsReceiptsThatMemoryDidNotKnow() {
        List<Transaction> transactions = content.transactions(3, 50);
        Block told = content.block(1, NO_PARENT, transactions, Optional.of(content.receipts(3, 60)));
        Block untold = content.block(told.ref(), NO_PARENT, transactions, Optional.empty());
        disk.apply(new ChainBuilder(chain).append(told).append(untold).events());
        ModelStore poorer = new ModelStore();
        poorer.apply(new ChainBuilder(chain).append(untold).append(untold).events());
        filler.fill(chain, whole(poorer, untold), true);

        filler.fill(chain, onDisk(untold), true);

        BlockSelector byHash = BlockSelector.hash(untold.ref().hash());
        assertThat(reader.block(chain, byHash, BlockDetail.RECEIPTS)).contains(onDisk(untold));
    }

    @Test
    void aBlockThatIsNotWholeIsNotFilledIn() {
        Block block = block(1);
        disk.apply(new ChainBuilder(chain).append(block).events());
        BlockSelector byHash = BlockSelector.hash(block.ref().hash());
        StoredBlock half = disk.block(chain, byHash, BlockDetail.HEADER).orElseThrow();

        assertThatThrownBy(() -> filler.fill(chain, half, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not whole");
    }

    private Set<String> canonicalKeys(ModelStore model, ChainId of) {
        Set<String> keys = new HashSet<>();
        long head = model.head(of).orElseThrow().head().number();
        for (long number = Math.max(0, head - WINDOW + 1); number <= head; number++) {
            model.block(of, BlockSelector.number(number), BlockDetail.HEADER).ifPresent(block -> {
                keys.add("h:" + text(block.header().ref().hash()));
                keys.add("b:" + text(block.header().ref().hash()));
                block.transactionHashes().forEach(hash -> keys.add("t:" + text(hash)));
            });
        }
        return keys;
    }

    private Block block(long number) {
        return content.block(number, NO_PARENT, content.transactions(3, 50), Optional.of(content.receipts(3, 60)));
    }

    private Block block(long number, Block parent) {
        return content.block(
                number, parent.ref().hash(), content.transactions(3, 50), Optional.of(content.receipts(3, 60)));
    }

    private void apply(List<ChainEvent> events) {
        assertThat(writer.apply(events)).containsOnly(Outcome.STORED);
    }

    private Optional<StoredBlock> number(long number) {
        return reader.block(chain, BlockSelector.number(number), BlockDetail.RECEIPTS);
    }

    private StoredBlock onDisk(Block block) {
        return whole(disk, block);
    }

    private StoredBlock whole(ModelStore from, Block block) {
        return from.block(chain, BlockSelector.hash(block.ref().hash()), BlockDetail.RECEIPTS)
                .orElseThrow();
    }

    private Map<String, Long> lives() {
        return lives(chain);
    }

    /** Keys of the chain with the milliseconds they have left, negative for no expiry; without those of runs. */
    private Map<String, Long> lives(ChainId of) {
        Map<String, Long> lives = new TreeMap<>();
        try (Jedis jedis = TestRedis.jedis(stack.redis())) {
            for (byte[] key : TestRedis.keys(jedis, of)) {
                String name = new String(key, ISO_8859_1)
                        .substring(TestRedis.prefix(of).length());
                if (!name.startsWith("run:")) {
                    lives.put(name, jedis.pttl(key));
                }
            }
        }
        return lives;
    }

    private static String text(Hash hash) {
        return new String(hash.array(), ISO_8859_1);
    }
}
