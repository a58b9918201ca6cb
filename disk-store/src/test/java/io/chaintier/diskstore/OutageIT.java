package io.chaintier.diskstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.event.Hash;
import io.chaintier.localstack.CassandraNode;
import io.chaintier.localstack.Datacenter;
import io.chaintier.localstack.LocalStack;
import io.chaintier.localstack.ServerKind;
import io.chaintier.localstack.StackOptions;
import io.chaintier.store.Outcome;
import io.chaintier.store.StoreUnavailableException;
import io.chaintier.storetestkit.ChainBuilder;
import io.chaintier.storetestkit.RandomBlocks;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Servers that are stopped and come back, on a stack of its own. */
class OutageIT {
    private static final Duration RECOVERY = Duration.ofSeconds(60);

    private static LocalStack stack;
    private static CassandraConfig config;

    private final ChainId chain = new ChainId("test", Long.toString(System.nanoTime(), 36));
    private final RandomBlocks content = new RandomBlocks(1);

    @BeforeAll
    static void start() {
        stack = LocalStack.start(StackOptions.inTemporaryDirectory().withServers(ServerKind.CASSANDRA));
        config = TestCluster.config(
                node(Datacenter.PRIMARY).address(),
                node(Datacenter.REPLICA).address(),
                "outage",
                Map.of("cassandra.request.timeout.ms", "2000"));
        try (CassandraChainWriter writer = new CassandraChainWriter(config)) {
            writer.probe();
        }
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void withoutThePrimaryWritesAreUnavailableTheReplicaIsReadAndAllRecoversByItself() {
        CassandraNode primary = node(Datacenter.PRIMARY);
        List<ChainEvent> first = oneBlock(1);
        List<ChainEvent> second = oneBlock(2);
        try (CassandraChainWriter before = new CassandraChainWriter(config);
                CassandraChainReader reader = CassandraChainReader.ofReplica(config)) {
            assertThat(before.apply(first)).containsOnly(Outcome.STORED);
            await().atMost(RECOVERY).until(() -> reader.head(chain).isPresent());

            primary.kill();
            try (CassandraChainWriter during = new CassandraChainWriter(config);
                    CassandraChainReader late = CassandraChainReader.ofReplica(config)) {
                assertUnavailable(before, second);
                assertUnavailable(during, second);
                assertThat(late.head(chain)).isEqualTo(reader.head(chain)).isPresent();

                primary.start();
                primary.awaitReady();
                await().atMost(RECOVERY).until(() -> before.apply(second), List.of(Outcome.STORED)::equals);
                await().atMost(RECOVERY).until(() -> during.apply(second), List.of(Outcome.STORED)::equals);
            }
        }
    }

    private static void assertUnavailable(CassandraChainWriter writer, List<ChainEvent> events) {
        assertThat(writer.apply(events))
                .singleElement()
                .satisfies(outcome ->
                        assertThat(((Outcome.Failed) outcome).cause()).isInstanceOf(StoreUnavailableException.class));
        assertThatThrownBy(writer::probe).isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void withoutTheReplicaWritesAndReadsOfThePrimaryGoOn() {
        CassandraNode replica = node(Datacenter.REPLICA);
        replica.kill();
        try (CassandraChainWriter writer = new CassandraChainWriter(config);
                CassandraChainReader fromPrimary = CassandraChainReader.ofPrimary(config);
                CassandraChainReader fromReplica = CassandraChainReader.ofReplica(config)) {
            assertThat(writer.apply(oneBlock(1))).containsOnly(Outcome.STORED);
            assertThat(fromPrimary.head(chain)).isPresent();
            assertThatThrownBy(() -> fromReplica.head(chain)).isInstanceOf(StoreUnavailableException.class);

            replica.start();
            replica.awaitReady();
            await().atMost(RECOVERY)
                    .ignoreExceptionsMatching(failure -> failure instanceof StoreUnavailableException)
                    .until(() -> fromReplica.head(chain).isPresent());
        }
    }

    private List<ChainEvent> oneBlock(long number) {
        return new ChainBuilder(chain)
                .append(content.block(
                        number,
                        Hash.of(new byte[32]),
                        content.transactions(2, 50),
                        Optional.of(content.receipts(2, 50))))
                .events();
    }

    private static CassandraNode node(Datacenter datacenter) {
        return stack.cassandra(datacenter);
    }
}
