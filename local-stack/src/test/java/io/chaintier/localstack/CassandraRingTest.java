package io.chaintier.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class CassandraRingTest {
    private static final StackPorts PORTS = StackPorts.STANDARD;

    @Test
    void eachNodeHasAnAddressAndAJmxPortOfItsOwn() {
        List<CassandraNode> nodes = ring(new CassandraNodes(2, 2)).nodes();

        assertThat(nodes)
                .extracting(ManagedServer::name)
                .containsExactly(
                        "cassandra-primary", "cassandra-replica", "cassandra-primary-2", "cassandra-replica-2");
        assertThat(nodes)
                .extracting(ManagedServer::hostAndPort)
                .containsExactly("127.0.0.1:9042", "127.0.0.2:9042", "127.0.0.3:9042", "127.0.0.4:9042");
        assertThat(nodes).extracting(CassandraNode::jmxPort).containsExactly(7199, 7200, 7201, 7202);
    }

    @Test
    void eachDatacenterHasASeedSoThatItRestartsWithoutTheOther() {
        assertThat(ring(new CassandraNodes(3, 3)).seeds())
                .extracting(ManagedServer::name)
                .containsExactly("cassandra-primary", "cassandra-replica");
    }

    @Test
    void oneDatacenterMayHaveMoreNodesThanTheOther() {
        assertThat(ring(new CassandraNodes(2, 1)).nodes())
                .extracting(ManagedServer::name)
                .containsExactly("cassandra-primary", "cassandra-replica", "cassandra-primary-2");
        assertThat(ring(new CassandraNodes(1, 0)).nodes())
                .extracting(ManagedServer::name)
                .containsExactly("cassandra-primary");
    }

    @Test
    void theNodesOfADatacenterShareTheRingEvenlyAndNoTokenIsOwnedTwice() {
        CassandraRing ring = ring(new CassandraNodes(2, 2));

        assertThat(ring.token(Datacenter.PRIMARY, 0)).isEqualTo("-9223372036854775808");
        assertThat(ring.token(Datacenter.PRIMARY, 1)).isEqualTo("0");
        assertThat(ring.token(Datacenter.REPLICA, 0)).isEqualTo("-9223372036854774808");
        assertThat(ring.token(Datacenter.REPLICA, 1)).isEqualTo("1000");
    }

    private static CassandraRing ring(CassandraNodes nodes) {
        return new CassandraRing(StackOptions.in(Path.of("somewhere")).withCassandraNodes(nodes), PORTS);
    }
}
