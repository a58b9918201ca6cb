package io.chaintier.diskstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import io.chaintier.config.Settings;
import io.chaintier.config.SettingsException;
import java.net.InetSocketAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CassandraConfigTest {
    @Test
    void theDefaultsFitTheLocalStack() {
        CassandraConfig config = config(Map.of());

        assertThat(config.shard(DataType.INDEX).cluster().primary().contactPoints())
                .containsExactly(new InetSocketAddress("127.0.0.1", 9042));
        assertThat(config.shard(DataType.INDEX).cluster().replica().contactPoints())
                .containsExactly(new InetSocketAddress("127.0.0.2", 9042));
        assertThat(config.shard(DataType.INDEX).cluster().primary().name()).isEqualTo("primary");
        assertThat(config.shard(DataType.INDEX).cluster().replica().name()).isEqualTo("replica");
        assertThat(config.shard(DataType.INDEX).cluster().credentials()).isEmpty();
    }

    @Test
    void writesAndReadsOfThePrimaryOverlapByDefaultSoThatNotFoundIsDefinite() {
        CassandraConfig config = config(Map.of());

        assertThat(config.shard(DataType.INDEX).copies().write()).isEqualTo(DefaultConsistencyLevel.LOCAL_QUORUM);
        assertThat(config.shard(DataType.INDEX).copies().primaryRead()).isEqualTo(DefaultConsistencyLevel.LOCAL_QUORUM);
    }

    @Test
    void everyTypeOfDataHasAKeyspaceOfItsOwn() {
        Keyspaces keyspaces = config(Map.of("disk.keyspace.prefix", "net")).keyspaces();

        assertThat(DataType.values())
                .extracting(keyspaces::of)
                .containsExactly("net_block", "net_transaction", "net_receipt", "net_index", "net_state", "net_log");
    }

    @Test
    void aTypeOfDataMayBeInAnotherKeyspaceOnAnotherClusterWithOtherCopies() {
        CassandraConfig config = config(Map.of(
                "disk.receipt.keyspace", "receipts_of_all",
                "disk.receipt.cluster", "archive",
                "disk.receipt.write.consistency", "LOCAL_ONE",
                "cassandra.cluster.archive.contact.points", "127.0.0.5:9042",
                "cassandra.cluster.archive.replica.contact.points", "127.0.0.6:9042",
                "cassandra.cluster.archive.replication.factor", "3",
                "cassandra.cluster.archive.driver.basic.request.page-size", "7",
                "cassandra.username", "ct"));

        ShardConfig receipt = config.shard(DataType.RECEIPT);
        ShardConfig block = config.shard(DataType.BLOCK);
        assertThat(receipt.keyspace()).isEqualTo("receipts_of_all");
        assertThat(receipt.cluster().name()).isEqualTo("archive");
        assertThat(receipt.cluster().primary().contactPoints())
                .containsExactly(new InetSocketAddress("127.0.0.5", 9042));
        assertThat(receipt.cluster().driver()).containsEntry("basic.request.page-size", "7");
        assertThat(receipt.cluster().credentials()).isEqualTo(block.cluster().credentials());
        assertThat(receipt.copies().inPrimary()).isEqualTo(3);
        assertThat(receipt.copies().write()).isEqualTo(DefaultConsistencyLevel.LOCAL_ONE);
        assertThat(block.cluster().name()).isEmpty();
        assertThat(block.copies().inPrimary()).isEqualTo(1);
        assertThat(block.copies().write()).isEqualTo(DefaultConsistencyLevel.LOCAL_QUORUM);
        assertThat(config.clusters()).hasSize(2);
    }

    @Test
    void typesOnTheSameClusterShareIt() {
        assertThat(config(Map.of()).clusters()).hasSize(1);
    }

    @Test
    void aClusterThatIsNotDescribedIsRefusedWithTheKeyThatIsMissing() {
        assertThatThrownBy(() -> config(
                        Map.of("disk.block.cluster", "far", "cassandra.cluster.far.contact.points", "127.0.0.5:9042")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("disk.block.cluster=far")
                .hasMessageContaining("there is no cassandra.cluster.far.replica.contact.points");
    }

    @Test
    void aClusterThatNothingIsOnIsRefused() {
        assertThatThrownBy(() -> config(Map.of("cassandra.cluster.far.contact.points", "127.0.0.5:9042")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("no type of data is on a cluster far");
    }

    @Test
    void aSettingThatClustersDoNotHaveIsRefused() {
        assertThatThrownBy(() -> config(Map.of(
                        "disk.block.cluster", "far",
                        "cassandra.cluster.far.contact.points", "127.0.0.5:9042",
                        "cassandra.cluster.far.replica.contact.points", "127.0.0.6:9042",
                        "cassandra.cluster.far.datacentre", "north")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("cassandra.cluster.far.datacentre")
                .hasMessageContaining("there is no such setting");
    }

    @Test
    void aValueOfAClusterIsRefusedWithTheKeyThatWasWritten() {
        assertThatThrownBy(() -> config(Map.of(
                        "disk.block.cluster", "far",
                        "cassandra.cluster.far.contact.points", "127.0.0.5:9042",
                        "cassandra.cluster.far.replica.contact.points", "127.0.0.6:9042",
                        "cassandra.cluster.far.replication.factor", "0")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("cassandra.cluster.far.replication.factor");
    }

    @Test
    void twoTypesOfDataDoNotShareAKeyspace() {
        assertThatThrownBy(() -> config(Map.of("disk.receipt.keyspace", "chaintier_block")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("keyspace chaintier_block is that of two types");
    }

    @Test
    void anAddressOfIpVersion6IsInBrackets() {
        CassandraConfig config = config(Map.of("cassandra.contact.points", "[::1]:9043,127.0.0.3:9042"));

        assertThat(config.shard(DataType.INDEX).cluster().primary().contactPoints())
                .extracting(InetSocketAddress::getPort)
                .containsExactly(9043, 9042);
    }

    @Test
    void valuesThatCannotBeUsedAreRefusedWithKeyAndValue() {
        assertRefused("cassandra.contact.points", "127.0.0.1");
        assertRefused("cassandra.replication.factor", "0");
        assertRefused("cassandra.datacenter", "it's");
        assertRefused("cassandra.write.consistency", "ANY");
        assertRefused("disk.keyspace.prefix", "My-Chain");
        assertRefused("disk.block.keyspace", "Blocks");
        assertRefused("disk.state.replication.factor", "10");
        assertRefused("disk.index.read.consistency", "ALL");
    }

    @Test
    void thePasswordIsNeverShown() {
        CassandraConfig config = config(Map.of("cassandra.username", "ct", "cassandra.password", "s3cret"));

        assertThat(config.shard(DataType.INDEX)
                        .cluster()
                        .credentials()
                        .orElseThrow()
                        .password())
                .isEqualTo("s3cret");
        assertThat(config.toString()).contains("ct").doesNotContain("s3cret");
    }

    @Test
    void whatIsMeantForTheDriverIsPassedOn() {
        assertThat(config(Map.of("cassandra.driver.basic.request.page-size", "7"))
                        .shard(DataType.BLOCK)
                        .cluster()
                        .driver())
                .containsExactly(Map.entry("basic.request.page-size", "7"));
    }

    private static void assertRefused(String key, String value) {
        assertThatThrownBy(() -> config(Map.of(key, value)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(key)
                .hasMessageContaining(value);
    }

    private static CassandraConfig config(Map<String, String> values) {
        return CassandraConfig.from(Settings.of(values));
    }
}
