package io.chaintier.e2e.drill;

import static io.chaintier.e2e.drill.Drill.DISK;
import static io.chaintier.e2e.drill.Drill.MEMORY;
import static org.assertj.core.api.Assertions.assertThat;

import io.chaintier.localstack.CassandraNode;
import io.chaintier.localstack.CassandraNodes;
import io.chaintier.localstack.Datacenter;
import io.chaintier.localstack.LocalStack;
import io.chaintier.localstack.ServerKind;
import io.chaintier.localstack.StackOptions;
import io.chaintier.store.BlockDetail;
import io.chaintier.store.BlockSelector;
import io.chaintier.store.ChainReader;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Receipts are on a cluster of their own, and that fails while blocks come in. Serves R4, R7, R8, I3, I4. */
@Timeout(600)
class ShardDrillIT {
    private static final long SEED = Long.getLong("chaintier.seed", 8);
    private static final Duration BOUND = Duration.ofSeconds(90);

    @Test
    @Tag("long")
    void aShardThatIsKilledHasBlocksWaitWholeAndTheOtherTypesAreReadMeanwhile() throws Exception {
        try (LocalStack second = LocalStack.start(StackOptions.inTemporaryDirectory()
                        .withServers(ServerKind.CASSANDRA)
                        .withCassandraNodes(new CassandraNodes(1, 0)));
                Drill drill = Drill.of("shard dies", SEED)) {
            CassandraNode node = second.cassandra(Datacenter.PRIMARY);
            drill.with("disk.keyspace.prefix", "drill_shards")
                    .with("disk.receipt.cluster", "second")
                    .with("cassandra.cluster.second.contact.points", Servers.text(node))
                    .with("cassandra.cluster.second.replica.contact.points", Servers.text(node))
                    .with("cassandra.cluster.second.replica.datacenter", "primary")
                    .start(MEMORY, DISK);
            drill.feed().publish(40);
            drill.awaitCommitted(DISK);

            drill.suffer(
                    new Fault(34, "shard of receipts killed", Set.of(DISK), Set.of(DISK), with -> node.kill(), with -> {
                        assertOthersAreRead(with);
                        Servers.restart(node);
                    }),
                    Duration.ofSeconds(5));

            drill.converge(BOUND);
            drill.verify();
            assertThat(drill.disk().said()).contains("SPILLING").contains("receipt");
            assertThat(drill.disk().terminate(BOUND)).as("exit code (K6)").isZero();
        }
    }

    private static void assertOthersAreRead(Drill drill) {
        try (ChainReader disk = drill.reader(DISK)) {
            for (History history : drill.histories()) {
                assertThat(disk.head(history.chain())).isPresent();
                assertThat(disk.block(history.chain(), BlockSelector.HEAD, BlockDetail.TRANSACTIONS))
                        .isPresent();
            }
        }
    }
}
