package io.chaintier.e2e.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chaintier.config.Settings;
import io.chaintier.diskstore.CassandraChainReader;
import io.chaintier.diskstore.CassandraChainWriter;
import io.chaintier.diskstore.CassandraConfig;
import io.chaintier.diskstore.ReadGuards;
import io.chaintier.event.Block;
import io.chaintier.event.ChainId;
import io.chaintier.event.Hash;
import io.chaintier.gateway.read.Answer;
import io.chaintier.gateway.read.Tier;
import io.chaintier.gateway.read.TieredReader;
import io.chaintier.gateway.read.TieredReader.BreakerConfig;
import io.chaintier.localstack.Datacenter;
import io.chaintier.localstack.ServerKind;
import io.chaintier.localstack.SharedStack;
import io.chaintier.localstack.junit.LocalStackTest;
import io.chaintier.store.BlockDetail;
import io.chaintier.store.BlockSelector;
import io.chaintier.store.Outcome;
import io.chaintier.store.StorePart;
import io.chaintier.store.StoredBlock;
import io.chaintier.storetestkit.ChainBuilder;
import io.chaintier.storetestkit.RandomBlocks;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The way to the replica becomes slow (faults 42, 54, 61): the primary answers, and not every read pays for it. R6. */
@LocalStackTest(ServerKind.CASSANDRA)
class SlowReplicaIT {
    private static final Duration BUDGET = Duration.ofMillis(500);
    private static final int FAILURES = 3;
    private static final int READS = 60;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ChainId chain = new ChainId("test", Long.toString(System.nanoTime(), 36));

    @Test
    void aSlowReplicaIsGivenUpAfterItsBudgetThenPassedByAndReadAgainWhenItIsWell(SharedStack stack) {
        Block block = block();
        try (FaultProxy network = FaultProxy.before(stack.cassandra(Datacenter.REPLICA))) {
            CassandraConfig config = CassandraConfig.from(Settings.of(Map.of(
                    "cassandra.contact.points", text(stack.cassandra(Datacenter.PRIMARY)),
                    "cassandra.replica.contact.points", network.hostAndPort(),
                    "disk.replica.quiet.ms", "-1",
                    "disk.keyspace.prefix", stack.uniqueName("slow"))));
            store(config, block);
            try (TieredReader reader = reader(config)) {
                await().atMost(PATIENCE).until(() -> tier(reader, block), Optional.of(Tier.REPLICA)::equals);

                network.delay(BUDGET.multipliedBy(4));
                long start = System.nanoTime();
                for (int i = 0; i < READS; i++) {
                    assertThat(tier(reader, block)).contains(Tier.PRIMARY);
                }
                assertThat(Duration.ofNanos(System.nanoTime() - start))
                        .as("%d reads, where each that pays takes %s", READS, BUDGET)
                        .isLessThan(BUDGET.multipliedBy(READS / 2));
                assertThat(reader.parts().get(Tier.REPLICA))
                        .filteredOn(part -> part.state() == StorePart.State.DOWN)
                        .extracting(StorePart::name)
                        .containsExactly("block");

                network.pass();
                await().atMost(PATIENCE).until(() -> tier(reader, block), Optional.of(Tier.REPLICA)::equals);
            }
        }
    }

    private static TieredReader reader(CassandraConfig config) {
        Duration backOff = Duration.ofSeconds(1);
        return new TieredReader(
                Map.of(
                        Tier.REPLICA,
                                CassandraChainReader.ofTrustedReplica(
                                        config, new ReadGuards(BUDGET, FAILURES, backOff)),
                        Tier.PRIMARY,
                                CassandraChainReader.ofPrimary(config, new ReadGuards(PATIENCE, FAILURES, backOff))),
                new BreakerConfig(FAILURES, backOff));
    }

    private Optional<Tier> tier(TieredReader reader, Block block) {
        Answer<StoredBlock> answer =
                reader.block(chain, BlockSelector.hash(block.ref().hash()), BlockDetail.HEADER);
        return answer.tier();
    }

    private void store(CassandraConfig config, Block block) {
        try (CassandraChainWriter writer = new CassandraChainWriter(config)) {
            assertThat(writer.apply(new ChainBuilder(chain).append(block).events()))
                    .containsOnly(Outcome.STORED);
        }
    }

    private Block block() {
        RandomBlocks content = new RandomBlocks(1);
        return content.block(
                1, Hash.of(new byte[32]), content.transactions(2, 50), Optional.of(content.receipts(2, 50)));
    }

    private static String text(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }
}
