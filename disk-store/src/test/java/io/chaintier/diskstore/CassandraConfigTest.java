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

        assertThat(config.primary().contactPoints()).containsExactly(new InetSocketAddress("127.0.0.1", 9042));
        assertThat(config.replica().contactPoints()).containsExactly(new InetSocketAddress("127.0.0.2", 9042));
        assertThat(config.primary().name()).isEqualTo("primary");
        assertThat(config.replica().name()).isEqualTo("replica");
        assertThat(config.credentials()).isEmpty();
    }

    @Test
    void writesAndReadsOfThePrimaryOverlapByDefaultSoThatNotFoundIsDefinite() {
        CassandraConfig config = config(Map.of());

        assertThat(config.writeConsistency()).isEqualTo(DefaultConsistencyLevel.LOCAL_QUORUM);
        assertThat(config.primary().readConsistency()).isEqualTo(DefaultConsistencyLevel.LOCAL_QUORUM);
    }

    @Test
    void everyTypeOfDataHasAKeyspaceOfItsOwn() {
        Keyspaces keyspaces = config(Map.of("disk.keyspace.prefix", "net")).keyspaces();

        assertThat(DataType.values())
                .extracting(keyspaces::of)
                .containsExactly("net_block", "net_transaction", "net_receipt", "net_index", "net_state");
    }

    @Test
    void anAddressOfIpVersion6IsInBrackets() {
        CassandraConfig config = config(Map.of("cassandra.contact.points", "[::1]:9043,127.0.0.3:9042"));

        assertThat(config.primary().contactPoints())
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
    }

    @Test
    void thePasswordIsNeverShown() {
        CassandraConfig config = config(Map.of("cassandra.username", "ct", "cassandra.password", "s3cret"));

        assertThat(config.credentials().orElseThrow().password()).isEqualTo("s3cret");
        assertThat(config.toString()).contains("ct").doesNotContain("s3cret");
    }

    @Test
    void whatIsMeantForTheDriverIsPassedOn() {
        assertThat(config(Map.of("cassandra.driver.basic.request.page-size", "7"))
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
