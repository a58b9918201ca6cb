package io.chaintier.diskstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chaintier.event.Block;
import io.chaintier.event.BlockAppended;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.event.Hash;
import io.chaintier.event.Transaction;
import io.chaintier.localstack.CassandraNode;
import io.chaintier.localstack.CassandraNodes;
import io.chaintier.localstack.Datacenter;
import io.chaintier.localstack.LocalStack;
import io.chaintier.localstack.ServerKind;
import io.chaintier.localstack.SharedStack;
import io.chaintier.localstack.StackOptions;
import io.chaintier.localstack.junit.LocalStackTest;
import io.chaintier.store.BlockDetail;
import io.chaintier.store.BlockSelector;
import io.chaintier.store.Outcome;
import io.chaintier.store.StorePart;
import io.chaintier.store.StoreUnavailableException;
import io.chaintier.store.TransactionSelector;
import io.chaintier.storetestkit.ChainBuilder;
import io.chaintier.storetestkit.ModelStore;
import io.chaintier.storetestkit.RandomBlocks;
import io.chaintier.storetestkit.RandomChain;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Types of data on a cluster of their own, of two nodes with two copies (R7, R8, I3). One deployment has its receipts there,
 * another its index.
 */
@LocalStackTest(ServerKind.CASSANDRA)
class ShardsIT {
    private static final Duration RECOVERY = Duration.ofSeconds(90);
    private static final Hash NO_PARENT = Hash.of(new byte[32]);

    private static LocalStack second;
    private static CassandraConfig receiptsApart;
    private static CassandraConfig indexApart;

    private final long seed = Long.getLong("chaintier.seed", System.nanoTime());
    private final RandomBlocks content = new RandomBlocks(seed);
    private final ChainId chain = new ChainId("test", Long.toString(System.nanoTime(), 36));

    @BeforeAll
    static void start(SharedStack stack) {
        second = LocalStack.start(StackOptions.inTemporaryDirectory()
                .withServers(ServerKind.CASSANDRA)
                .withCassandraNodes(new CassandraNodes(2, 0))
                .withHeapMegabytes(256));
        receiptsApart = config(stack, "receipt");
        indexApart = config(stack, "index");
        for (CassandraConfig config : List.of(receiptsApart, indexApart)) {
            try (CassandraChainWriter writer = new CassandraChainWriter(config)) {
                writer.probe();
            }
        }
    }

    private static CassandraConfig config(SharedStack stack, String type) {
        String address =
                TestCluster.hostAndPort(second.cassandra(Datacenter.PRIMARY).address());
        return TestCluster.config(
                stack.cassandra(Datacenter.PRIMARY),
                stack.cassandra(Datacenter.REPLICA),
                stack.uniqueName("shards"),
                Map.ofEntries(
                        Map.entry("disk." + type + ".cluster", "second"),
                        Map.entry("cassandra.cluster.second.contact.points", address),
                        Map.entry("cassandra.cluster.second.replica.contact.points", address),
                        Map.entry("cassandra.cluster.second.replica.datacenter", "primary"),
                        Map.entry("cassandra.cluster.second.replication.factor", "2"),
                        Map.entry("disk." + type + ".write.consistency", "LOCAL_ONE"),
                        Map.entry("disk." + type + ".read.consistency", "LOCAL_ONE"),
                        Map.entry("cassandra.request.timeout.ms", "3000")));
    }

    @AfterAll
    static void stop() {
        second.close();
    }

    @Test
    void whatIsWrittenAcrossClustersIsReadAcrossThem() {
        List<ChainEvent> history = RandomChain.events(chain, seed, 40);
        ModelStore model = new ModelStore();
        model.apply(history);

        try (CassandraChainWriter writer = new CassandraChainWriter(receiptsApart);
                CassandraChainReader reader = CassandraChainReader.ofPrimary(receiptsApart)) {
            assertThat(writer.apply(history)).containsOnly(Outcome.STORED);

            assertThat(reader.head(chain)).as("seed " + seed).isEqualTo(model.head(chain));
            for (ChainEvent event : history) {
                if (event.payload() instanceof BlockAppended appended) {
                    assertSame(reader, model, appended.block());
                }
            }
            assertThat(reader.parts())
                    .filteredOn(part -> part.name().equals("receipt"))
                    .allSatisfy(part -> {
                        assertThat(part.state()).isEqualTo(StorePart.State.UP);
                        assertThat(part.place()).contains("cluster second");
                    });
        }
    }

    @Test
    void withOneOfTwoNodesDownWritesAndReadsAtOneGoOn() {
        CassandraNode node = second.cassandraNodes(Datacenter.PRIMARY).get(1);
        try (CassandraChainWriter writer = new CassandraChainWriter(receiptsApart);
                CassandraChainReader reader = CassandraChainReader.ofPrimary(receiptsApart)) {
            Block first = block(1, NO_PARENT);
            ChainBuilder history = new ChainBuilder(chain).append(first);
            assertThat(writer.apply(history.events())).containsOnly(Outcome.STORED);

            node.kill();
            Block next = block(2, first.ref().hash());
            history.append(next);
            await().atMost(RECOVERY)
                    .untilAsserted(
                            () -> assertThat(writer.apply(history.events())).containsOnly(Outcome.STORED));
            await().atMost(RECOVERY)
                    .ignoreExceptionsMatching(failure -> failure instanceof StoreUnavailableException)
                    .untilAsserted(() -> assertThat(reader.block(
                                            chain, BlockSelector.hash(next.ref().hash()), BlockDetail.RECEIPTS)
                                    .orElseThrow()
                                    .receipts())
                            .hasSameSizeAs(next.transactions()));
        } finally {
            node.start();
            node.awaitReady();
        }
    }

    @Test
    void withoutAShardBlocksWaitWholeOthersAreReadAndAllRecoversByItself() {
        Block first = block(1, NO_PARENT);
        Block next = block(2, first.ref().hash());
        ChainBuilder history = new ChainBuilder(chain).append(first);
        List<ChainEvent> one = history.events();
        history.append(next);
        List<ChainEvent> two = history.events().subList(1, 2);
        BlockSelector byHash = BlockSelector.hash(first.ref().hash());
        TransactionSelector inBlock = TransactionSelector.at(byHash, 0);
        TransactionSelector transaction =
                TransactionSelector.hash(first.transactions().get(0).hash());

        try (CassandraChainWriter toReceipts = new CassandraChainWriter(receiptsApart);
                CassandraChainWriter toIndex = new CassandraChainWriter(indexApart);
                CassandraChainReader before = CassandraChainReader.ofPrimary(receiptsApart)) {
            assertThat(toReceipts.apply(one)).containsOnly(Outcome.STORED);
            assertThat(toIndex.apply(one)).containsOnly(Outcome.STORED);
            assertThat(before.head(chain)).isPresent();

            second.cassandraNodes(Datacenter.PRIMARY).forEach(CassandraNode::kill);
            try (CassandraChainReader late = CassandraChainReader.ofPrimary(receiptsApart);
                    CassandraChainReader withoutIndex = CassandraChainReader.ofPrimary(indexApart)) {
                assertUnavailable(toReceipts, two);
                assertUnavailable(toIndex, two);

                for (CassandraChainReader reader : List.of(before, late)) {
                    assertThat(reader.head(chain).orElseThrow().head()).isEqualTo(first.ref());
                    assertThat(reader.block(chain, BlockSelector.number(1), BlockDetail.TRANSACTIONS))
                            .isPresent();
                    assertThat(reader.block(chain, BlockSelector.number(2), BlockDetail.HEADER))
                            .isEmpty();
                    assertThat(reader.transaction(chain, transaction, false)).isPresent();
                    assertThatThrownBy(() -> reader.transaction(chain, transaction, true))
                            .isInstanceOf(StoreUnavailableException.class)
                            .hasMessageContaining("cluster second");
                    assertThat(down(reader)).containsExactly("receipt");
                }
                assertThat(withoutIndex.block(chain, byHash, BlockDetail.RECEIPTS))
                        .isPresent();
                assertThat(withoutIndex.transaction(chain, inBlock, true)).isPresent();
                assertThatThrownBy(() -> withoutIndex.head(chain)).isInstanceOf(StoreUnavailableException.class);
                assertThat(down(withoutIndex)).containsExactly("index");

                second.cassandraNodes(Datacenter.PRIMARY).forEach(CassandraNode::start);
                second.cassandraNodes(Datacenter.PRIMARY).forEach(CassandraNode::awaitReady);
                await().atMost(RECOVERY).until(() -> toReceipts.apply(two), List.of(Outcome.STORED)::equals);
                await().atMost(RECOVERY).until(() -> toIndex.apply(two), List.of(Outcome.STORED)::equals);
                await().atMost(RECOVERY)
                        .ignoreExceptionsMatching(failure -> failure instanceof StoreUnavailableException)
                        .untilAsserted(() -> assertThat(late.block(chain, BlockSelector.HEAD, BlockDetail.RECEIPTS)
                                        .orElseThrow()
                                        .header()
                                        .ref())
                                .isEqualTo(next.ref()));
                assertThat(down(late)).isEmpty();
            }
        }
    }

    private void assertSame(CassandraChainReader reader, ModelStore model, Block block) {
        BlockSelector byHash = BlockSelector.hash(block.ref().hash());
        assertThat(reader.block(chain, byHash, BlockDetail.RECEIPTS))
                .as("seed " + seed)
                .isEqualTo(model.block(chain, byHash, BlockDetail.RECEIPTS));
        for (Transaction transaction : block.transactions()) {
            TransactionSelector which = TransactionSelector.hash(transaction.hash());
            assertThat(reader.transaction(chain, which, true))
                    .as("seed " + seed)
                    .isEqualTo(model.transaction(chain, which, true));
        }
    }

    private static List<String> down(CassandraChainReader reader) {
        return reader.parts().stream()
                .filter(part -> part.state() == StorePart.State.DOWN)
                .map(StorePart::name)
                .toList();
    }

    private static void assertUnavailable(CassandraChainWriter writer, List<ChainEvent> events) {
        assertThat(writer.apply(events))
                .singleElement()
                .satisfies(outcome ->
                        assertThat(((Outcome.Failed) outcome).cause()).isInstanceOf(StoreUnavailableException.class));
        assertThatThrownBy(writer::probe).isInstanceOf(StoreUnavailableException.class);
    }

    private Block block(long number, Hash parent) {
        return content.block(number, parent, content.transactions(2, 50), Optional.of(content.receipts(2, 50)));
    }
}
