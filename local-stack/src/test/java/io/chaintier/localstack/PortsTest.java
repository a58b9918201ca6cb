package io.chaintier.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortsTest {
    private static final List<InetAddress> ADDRESSES = List.of(InetAddress.getLoopbackAddress());

    @Test
    void askedForAsFreeEachPortIsAnother() {
        for (long seed = 0; seed < 200; seed++) {
            StackPorts ports = new Ports(new Random(seed)).resolve(StackPorts.FREE, ADDRESSES, 4);

            Set<Integer> all = new HashSet<>(ports.byName().values());
            for (int node = 0; node < 4; node++) {
                all.add(ports.cassandraJmx() + node);
            }
            assertThat(all).as("seed %d", seed).hasSize(9).allMatch(port -> port >= 15_000 && port < 32_000);
        }
    }

    @Test
    void fixedPortsAreKept() {
        StackPorts wanted = new StackPorts(9092, 0, 6379, 0, 0, 0);

        StackPorts ports = new Ports(new Random(1)).resolve(wanted, ADDRESSES, 2);

        assertThat(ports.kafka()).isEqualTo(9092);
        assertThat(ports.redis()).isEqualTo(6379);
        assertThat(ports.cassandra()).isNotZero();
    }

    @Test
    void aPortSomebodyListensOnIsNotPicked() throws IOException {
        int firstChoice =
                new Ports(new Random(7)).resolve(StackPorts.FREE, ADDRESSES, 2).kafka();

        try (ServerSocket occupied = new ServerSocket(firstChoice, 1, InetAddress.getLoopbackAddress())) {
            StackPorts ports = new Ports(new Random(7)).resolve(StackPorts.FREE, ADDRESSES, 2);

            assertThat(ports.byName().values()).doesNotContain(occupied.getLocalPort());
        }
    }

    @Test
    void aTakenPortIsReportedWithServerPortAndAdvice() throws IOException {
        try (ServerSocket occupied = new ServerSocket()) {
            occupied.bind(ManagedServer.loopback(1, 0));
            InetSocketAddress address = ManagedServer.loopback(1, occupied.getLocalPort());

            assertThatThrownBy(() -> Ports.requireFree("kafka", List.of(address)))
                    .isInstanceOf(StackException.class)
                    .hasMessageContaining("kafka cannot start: port " + address.getPort() + " of 127.0.0.1 is taken")
                    .hasMessageContaining("choose another port");
        }
    }

    @Test
    void aMissingLoopbackAddressIsReportedWithTheCommandThatAddsIt() throws IOException {
        InetAddress notOurs = InetAddress.getByName("192.0.2.1"); // reserved for documentation

        assertThatThrownBy(() -> Ports.requireLoopback(List.of(notOurs)))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("this machine has no address 192.0.2.1")
                .hasMessageContaining("sudo ifconfig lo0 alias 192.0.2.1");
    }

    @Test
    void aPortOutOfRangeIsRefused() {
        assertThatThrownBy(() -> new StackPorts(0, 0, 65_536, 0, 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a port must be 0 to 65535: 65536");
    }
}
