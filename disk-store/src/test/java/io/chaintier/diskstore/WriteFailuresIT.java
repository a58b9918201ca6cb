package io.chaintier.diskstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import io.chaintier.event.Bytes;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.event.Hash;
import io.chaintier.event.StateEntry;
import io.chaintier.localstack.Datacenter;
import io.chaintier.localstack.ServerKind;
import io.chaintier.localstack.SharedStack;
import io.chaintier.localstack.junit.LocalStackTest;
import io.chaintier.store.Outcome;
import io.chaintier.store.StoreException;
import io.chaintier.store.StoreMisconfiguredException;
import io.chaintier.store.StoreRejectedException;
import io.chaintier.store.StoreUnavailableException;
import io.chaintier.storetestkit.ChainBuilder;
import io.chaintier.storetestkit.RandomBlocks;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A store that is there but not as it should be, and content that it does not take. */
@LocalStackTest(ServerKind.CASSANDRA)
class WriteFailuresIT {
    private static final ChainId CHAIN = ChainId.parse("test:failures");

    private final RandomBlocks content = new RandomBlocks(1);
    private SharedStack stack;
    private CassandraConfig config;
    private CqlSession raw;

    @BeforeEach
    void connect(SharedStack shared) {
        stack = shared;
        config = TestCluster.config(shared, shared.uniqueName("failures"));
        raw = TestCluster.session(config);
    }

    @AfterEach
    void disconnect() {
        TestCluster.dropKeyspaces(raw, config);
        raw.close();
    }

    @Test
    void aTableThatWasDroppedWhileWritingIsNamedAndNoRecordIsAtFault() {
        try (CassandraChainWriter writer = new CassandraChainWriter(config)) {
            assertThat(writer.apply(oneBlock())).containsOnly(Outcome.STORED);
            raw.execute(config.keyspaces().cql("DROP TABLE ${receipt}.receipt_chunk"));

            assertThat(failure(writer.apply(oneBlock())))
                    .isInstanceOf(StoreMisconfiguredException.class)
                    .hasMessageContaining("receipt_chunk");
        }
    }

    @Test
    void aColumnThatIsMissingAtTheStartIsNamed() {
        try (CassandraChainWriter writer = new CassandraChainWriter(config)) {
            writer.probe();
        }
        raw.execute(config.keyspaces().cql("ALTER TABLE ${block}.block DROP receipt_rows"));

        try (CassandraChainWriter writer = new CassandraChainWriter(config)) {
            assertThat(failure(writer.apply(oneBlock())))
                    .isInstanceOf(StoreMisconfiguredException.class)
                    .hasMessageContaining("receipt_rows");
        }
    }

    @Test
    void aReaderNamesTheTableThatNobodyHasCreatedYet() {
        try (CassandraChainReader reader = CassandraChainReader.ofPrimary(config)) {
            assertThatThrownBy(reader::chains)
                    .isInstanceOf(StoreMisconfiguredException.class)
                    .hasMessageContaining(config.keyspaces().of(DataType.INDEX));
        }
    }

    @Test
    void aDatacenterThatTheClusterDoesNotHaveIsNamed() {
        CassandraConfig wrong = TestCluster.config(
                stack.cassandra(Datacenter.PRIMARY),
                stack.cassandra(Datacenter.REPLICA),
                stack.uniqueName("north"),
                Map.of("cassandra.datacenter", "north"));

        try (CassandraChainWriter writer = new CassandraChainWriter(wrong)) {
            assertThatThrownBy(writer::probe)
                    .isInstanceOf(StoreMisconfiguredException.class)
                    .hasMessageContaining("there is no datacenter north");
        }
    }

    @Test
    void contentThatIsTooLargeIsRejectedAndItsNeighboursAreStored() {
        List<StateEntry> entries = List.of(entry("small", 10), entry("large", 9 << 20), entry("other", 10));

        try (CassandraChainWriter writer = new CassandraChainWriter(config);
                CassandraChainReader reader = CassandraChainReader.ofPrimary(config)) {
            List<Outcome> outcomes = writer.applyState(entries);

            assertThat(outcomes.get(0)).isEqualTo(Outcome.STORED);
            assertThat(failure(outcomes.subList(1, 2))).isInstanceOf(StoreRejectedException.class);
            assertThat(outcomes.get(2)).isEqualTo(Outcome.STORED);
            assertThat(reader.state(CHAIN, "node", "other")).contains(entries.get(2));
            assertThat(reader.state(CHAIN, "node", "large")).isEmpty();
        }
    }

    /** Fault 36: Cassandra does not even try, and leaves no hint. */
    @Test
    void whatTooFewReplicasCouldTakeIsUnavailableAndIsStoredOnceThereAreEnough() {
        try (CassandraChainWriter writer = new CassandraChainWriter(config)) {
            assertThat(writer.apply(oneBlock())).containsOnly(Outcome.STORED);
            wantReplicas(2);

            assertThat(failure(writer.apply(oneBlock())))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("Not enough replicas");

            wantReplicas(1);
            await().untilAsserted(() -> assertThat(writer.apply(oneBlock())).containsOnly(Outcome.STORED));
        }
    }

    private void wantReplicas(int inPrimary) {
        raw.execute("ALTER KEYSPACE " + config.keyspaces().of(DataType.RECEIPT)
                + " WITH replication = {'class': 'NetworkTopologyStrategy', '"
                + config.shard(DataType.INDEX).cluster().primary().name() + "': " + inPrimary + ", '"
                + config.shard(DataType.INDEX).cluster().replica().name() + "': 1}");
    }

    private List<ChainEvent> oneBlock() {
        return new ChainBuilder(CHAIN)
                .append(content.block(
                        1, Hash.of(new byte[32]), content.transactions(2, 50), Optional.of(content.receipts(2, 50))))
                .events();
    }

    private StateEntry entry(String key, int bytes) {
        return new StateEntry(CHAIN, "node", key, 1, "test", Instant.EPOCH, Optional.of(Bytes.of(new byte[bytes])));
    }

    private static StoreException failure(List<Outcome> outcomes) {
        return ((Outcome.Failed) outcomes.get(0)).cause();
    }
}
