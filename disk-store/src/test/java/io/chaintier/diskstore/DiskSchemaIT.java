package io.chaintier.diskstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import io.chaintier.diskstore.DiskSchema.ShardLayout;
import io.chaintier.localstack.Datacenter;
import io.chaintier.localstack.ServerKind;
import io.chaintier.localstack.SharedStack;
import io.chaintier.localstack.junit.LocalStackTest;
import io.chaintier.store.StoreMisconfiguredException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Layouts of the tables, version by version, and who may change them (R7, R8, fault 39). */
@LocalStackTest(ServerKind.CASSANDRA)
class DiskSchemaIT {
    private static final Migrations LATER = new Migrations("later/");

    private CassandraConfig config;
    private ShardConfig state;
    private CqlSession raw;

    @BeforeEach
    void connect(SharedStack stack) {
        config = TestCluster.config(
                stack.cassandra(Datacenter.PRIMARY),
                stack.cassandra(Datacenter.REPLICA),
                stack.uniqueName("schema"),
                Map.of("disk.migrate.on.start", "false"));
        state = config.shard(DataType.STATE);
        raw = TestCluster.session(config);
    }

    @AfterEach
    void disconnect() {
        TestCluster.dropKeyspaces(raw, config);
        raw.close();
    }

    @Test
    void twoThatMigrateAtOnceMakeTheTablesOnceAndAThirdFindsNothingToDo() {
        List<CompletableFuture<Void>> both = Stream.of(1, 2)
                .map(each -> CompletableFuture.runAsync(() -> {
                    try (DiskSchema schema = new DiskSchema(config)) {
                        schema.migrate();
                    }
                }))
                .toList();
        both.forEach(CompletableFuture::join);

        try (DiskSchema schema = new DiskSchema(config);
                CassandraChainWriter writer = new CassandraChainWriter(config)) {
            assertThat(schema.plan()).isEmpty();
            assertThat(schema.layouts())
                    .hasSize(DataType.values().length)
                    .allSatisfy(layout -> assertThat(layout.version()).isEqualTo(layout.newest()));
            writer.probe();
        }
    }

    @Test
    void aWriterThatMayNotMakeTablesNamesTheCommandThatDoes() {
        try (CassandraChainWriter writer = new CassandraChainWriter(config);
                DiskSchema schema = new DiskSchema(config)) {
            assertThatThrownBy(writer::probe)
                    .isInstanceOf(StoreMisconfiguredException.class)
                    .hasMessageContaining(config.shard(DataType.BLOCK).keyspace())
                    .hasMessageContaining("disk migrate");
            assertThat(schema.layouts()).extracting(ShardLayout::version).containsOnly(0);
            assertThat(schema.plan()).anyMatch(statement -> statement.contains(".chain_head"));
        }
    }

    @Test
    void anOlderLayoutIsRefusedUntilItIsMigratedAndANewerOneAlways() {
        schema(Migrations.ours()).migrate();

        assertThatThrownBy(schema(LATER)::requireNewest)
                .isInstanceOf(StoreMisconfiguredException.class)
                .hasMessageContaining("has layout 1, and layout 2 is needed")
                .hasMessageContaining("disk migrate");

        schema(LATER).migrate();
        schema(LATER).requireNewest();
        assertThat(schema(LATER).plan()).isEmpty();
        raw.execute("SELECT region FROM " + state.keyspace() + ".state_entry");

        assertThatThrownBy(schema(Migrations.ours())::requireNewest)
                .isInstanceOf(StoreMisconfiguredException.class)
                .hasMessageContaining("has layout 2, and this program knows none above 1");
        schema(Migrations.ours()).migrate();
        assertThat(schema(LATER).version()).isEqualTo(2);
    }

    @Test
    void tablesThatWereMadeButNotAllAreMadeAgain() {
        raw.execute(schema(LATER).plan().get(0));
        raw.execute("CREATE TABLE " + state.keyspace() + ".state_history (chain text PRIMARY KEY, value blob)");

        assertThat(schema(LATER).version()).isZero();
        schema(LATER).migrate();

        schema(LATER).requireNewest();
    }

    @Test
    void aMigrationThatDiedHalfWayIsDoneAgainFromTheVersionThatWasComplete() {
        schema(Migrations.ours()).migrate();
        raw.execute("ALTER TABLE " + state.keyspace() + ".state_entry ADD region text");

        assertThat(schema(LATER).version()).isEqualTo(1);
        schema(LATER).migrate();

        schema(LATER).requireNewest();
    }

    private ShardSchema schema(Migrations migrations) {
        return new ShardSchema(raw, state, migrations);
    }
}
