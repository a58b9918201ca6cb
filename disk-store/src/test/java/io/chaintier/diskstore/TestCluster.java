package io.chaintier.diskstore;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import io.chaintier.config.Settings;
import io.chaintier.localstack.Datacenter;
import io.chaintier.localstack.SharedStack;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;

/** Settings and raw sessions for the tests of this module. */
final class TestCluster {
    private TestCluster() {}

    static CassandraConfig config(SharedStack stack, String keyspacePrefix) {
        return config(
                stack.cassandra(Datacenter.PRIMARY), stack.cassandra(Datacenter.REPLICA), keyspacePrefix, Map.of());
    }

    static CassandraConfig config(
            InetSocketAddress primary, InetSocketAddress replica, String keyspacePrefix, Map<String, String> more) {
        return CassandraConfig.from(Settings.of(Map.of(
                        "cassandra.contact.points", hostAndPort(primary),
                        "cassandra.replica.contact.points", hostAndPort(replica),
                        "disk.keyspace.prefix", keyspacePrefix))
                .overriddenBy(Settings.of(more)));
    }

    /** A session that knows nothing of our layout. */
    static CqlSession session(CassandraConfig config) {
        ClusterConfig.Datacenter datacenter =
                config.shard(DataType.INDEX).cluster().primary();
        return CqlSession.builder()
                .addContactPoints(datacenter.contactPoints())
                .withLocalDatacenter(datacenter.name())
                .withConfigLoader(DriverConfigLoader.programmaticBuilder()
                        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(30))
                        .build())
                .build();
    }

    static void dropKeyspaces(CqlSession session, CassandraConfig config) {
        for (DataType type : DataType.values()) {
            session.execute("DROP KEYSPACE IF EXISTS " + config.keyspaces().of(type));
        }
    }

    static String hostAndPort(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }
}
