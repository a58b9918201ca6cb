package io.chaintier.diskstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.chaintier.event.Block;
import io.chaintier.event.BlockAppended;
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
import io.chaintier.store.StoreUnavailableException;
import io.chaintier.store.StoredBlock;
import io.chaintier.store.TransactionSelector;
import io.chaintier.storetestkit.ChainBuilder;
import io.chaintier.storetestkit.ModelStore;
import io.chaintier.storetestkit.RandomBlocks;
import io.chaintier.storetestkit.RandomChain;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The replica datacenter, which Cassandra fills by itself. That rows have not arrived yet is shown by removing them
 * again, in both datacenters: to the reader that is the same.
 */
@LocalStackTest(ServerKind.CASSANDRA)
class ReplicaReaderIT {
    private static final Duration ARRIVAL = Duration.ofSeconds(60);
    private static final Hash NO_PARENT = Hash.of(new byte[32]);

    private static CassandraConfig config;
    private static CassandraChainWriter writer;
    private static CassandraChainReader replica;
    private static CqlSession raw;

    private final long seed = Long.getLong("chaintier.seed", System.nanoTime());
    private final RandomBlocks content = new RandomBlocks(seed);
    private final ChainId chain = new ChainId("test", Long.toString(System.nanoTime(), 36));

    @BeforeAll
    static void connect(SharedStack stack) {
        config = TestCluster.config(stack, stack.uniqueName("replica"));
        writer = new CassandraChainWriter(config);
        replica = CassandraChainReader.ofReplica(config);
        raw = TestCluster.session(config);
    }

    @AfterAll
    static void disconnect() {
        TestCluster.dropKeyspaces(raw, config);
        writer.close();
        replica.close();
        raw.close();
    }

    @Test
    void whatWasWrittenInThePrimaryIsReadInTheReplicaSoonAfter() {
        List<ChainEvent> history = RandomChain.events(chain, seed, 60);
        ModelStore model = new ModelStore();
        model.apply(history);

        assertThat(writer.apply(history)).containsOnly(Outcome.STORED);

        awaitAnswer(() -> assertThat(replica.head(chain)).as("seed " + seed).isEqualTo(model.head(chain)));
        for (ChainEvent event : history) {
            if (event.payload() instanceof BlockAppended appended) {
                awaitAnswer(() -> assertSameBlock(model, appended.block()));
            }
        }
    }

    private void assertSameBlock(ModelStore model, Block block) {
        for (BlockSelector which : List.of(
                BlockSelector.hash(block.ref().hash()),
                BlockSelector.number(block.ref().number()))) {
            assertThat(replica.block(chain, which, BlockDetail.RECEIPTS))
                    .as("seed " + seed)
                    .isEqualTo(model.block(chain, which, BlockDetail.RECEIPTS));
        }
        for (Transaction transaction : block.transactions()) {
            TransactionSelector which = TransactionSelector.hash(transaction.hash());
            assertThat(replica.transaction(chain, which, true))
                    .as("seed " + seed)
                    .isEqualTo(model.transaction(chain, which, true));
        }
    }

    @Test
    void aBlockWhoseReceiptsHaveNotArrivedIsUnavailableAndTheHeadIsTheBlockBelow() {
        List<Block> blocks = threeBlocks();
        apply(blocks);
        Block last = blocks.get(2);
        remove("${receipt}.receipt_chunk", "block_hash = ? AND sequence = 2", bytes(last));

        try (CassandraChainReader reader = CassandraChainReader.ofReplica(config)) {
            assertThat(reader.head(chain).orElseThrow().head())
                    .isEqualTo(blocks.get(1).ref());
            assertThat(numberAtHead(reader)).isEqualTo(2);
            assertThatThrownBy(() ->
                            reader.block(chain, BlockSelector.hash(last.ref().hash()), BlockDetail.RECEIPTS))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("is not yet whole in datacenter replica: its receipts have not all arrived");
            assertThatThrownBy(() -> reader.transaction(
                            chain,
                            TransactionSelector.hash(last.transactions().get(0).hash()),
                            true))
                    .isInstanceOf(StoreUnavailableException.class);
        }
    }

    @Test
    void aHeadThatArrivedBeforeItsNumberIsNotShown() {
        List<Block> blocks = threeBlocks();
        apply(blocks);
        remove("${index}.canonical_block", "bucket = ? AND number = 3", 0L);

        try (CassandraChainReader reader = CassandraChainReader.ofReplica(config)) {
            assertThat(reader.head(chain).orElseThrow().sequence()).isEqualTo(1);
            assertThat(numberAtHead(reader)).isEqualTo(2);
        }
    }

    @Test
    void aHoleBelowTheHeadLowersTheHead() {
        List<Block> blocks = threeBlocks();
        apply(blocks);
        remove("${block}.block", "hash = ?", bytes(blocks.get(1)));

        try (CassandraChainReader reader = CassandraChainReader.ofReplica(config)) {
            assertThat(numberAtHead(reader)).isEqualTo(1);
            assertThatThrownBy(() -> reader.block(chain, BlockSelector.number(2), BlockDetail.HEADER))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("a pointer to it came first");
        }
    }

    private long numberAtHead(CassandraChainReader reader) {
        StoredBlock head =
                reader.block(chain, BlockSelector.HEAD, BlockDetail.RECEIPTS).orElseThrow();
        return head.header().ref().number();
    }

    private List<Block> threeBlocks() {
        return List.of(block(1), block(2), block(3));
    }

    private Block block(long number) {
        return content.block(number, NO_PARENT, content.transactions(2, 50), Optional.of(content.receipts(2, 50)));
    }

    private void apply(List<Block> blocks) {
        ChainBuilder history = new ChainBuilder(chain);
        blocks.forEach(history::append);
        assertThat(writer.apply(history.events())).containsOnly(Outcome.STORED);
        awaitAnswer(
                () -> assertThat(replica.head(chain).orElseThrow().sequence()).isEqualTo(blocks.size() - 1L));
    }

    private void remove(String table, String where, Object... keys) {
        Object[] values = new Object[keys.length + 1];
        values[0] = chain.toString();
        System.arraycopy(keys, 0, values, 1, keys.length);
        String query = "DELETE FROM " + config.keyspaces().cql(table) + " WHERE chain = ? AND " + where;
        raw.execute(SimpleStatement.newInstance(query, values).setConsistencyLevel(DefaultConsistencyLevel.ALL));
    }

    private static ByteBuffer bytes(Block block) {
        return ByteBuffer.wrap(block.ref().hash().array());
    }

    private static void awaitAnswer(ThrowingRunnable assertion) {
        await().atMost(ARRIVAL)
                .ignoreExceptionsMatching(failure -> failure instanceof StoreUnavailableException)
                .untilAsserted(assertion);
    }
}
