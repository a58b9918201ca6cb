package io.chaintier.localstack;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * One Cassandra node. The commit log is forced before a write is acknowledged, so that killing the node loses
 * nothing even though it holds the only copy in its datacenter.
 */
public final class CassandraNode extends ManagedServer {
    private static final List<String> MODULE_ACCESS = List.of(
            "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
            "--add-exports=java.base/java.lang.ref=ALL-UNNAMED",
            "--add-exports=java.management.rmi/com.sun.jmx.remote.internal.rmi=ALL-UNNAMED",
            "--add-exports=java.rmi/sun.rmi.registry=ALL-UNNAMED",
            "--add-exports=java.rmi/sun.rmi.server=ALL-UNNAMED",
            "--add-exports=java.sql/java.sql=ALL-UNNAMED",
            "--add-exports=jdk.unsupported/sun.misc=ALL-UNNAMED",
            "--add-exports=jdk.attach/sun.tools.attach=ALL-UNNAMED",
            "--add-opens=java.base/java.io=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.lang.module=ALL-UNNAMED",
            "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/jdk.internal.loader=ALL-UNNAMED",
            "--add-opens=java.base/jdk.internal.math=ALL-UNNAMED",
            "--add-opens=java.base/jdk.internal.module=ALL-UNNAMED",
            "--add-opens=java.base/jdk.internal.ref=ALL-UNNAMED",
            "--add-opens=java.base/jdk.internal.reflect=ALL-UNNAMED",
            "--add-opens=java.base/jdk.internal.util.jar=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED",
            "-Djdk.attach.allowAttachSelf=true",
            "-Dio.netty.tryReflectionSetAccessible=true");

    /**
     * How long a node looks for others before it starts alone; it repeats its question after 5 s, so a little more
     * gives it two tries.
     */
    private static final int RING_DELAY_MS = 6_000;

    private static final String LOGBACK = """
            <configuration>
              <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
                <encoder><pattern>%date %-5level [%thread] %logger{20} - %msg%n</pattern></encoder>
              </appender>
              <root level="INFO"><appender-ref ref="out"/></root>
            </configuration>
            """;

    private final CassandraRing ring;
    private final Datacenter datacenter;
    private final int indexInDatacenter;
    private final StackPorts ports;
    private final int jmxPort;
    private final StackOptions options;

    /**
     * @param index             number of this node among all nodes, from 0
     * @param indexInDatacenter number of this node in its datacenter, from 0
     */
    CassandraNode(
            StackOptions options,
            StackPorts ports,
            CassandraRing ring,
            Datacenter datacenter,
            int index,
            int indexInDatacenter) {
        super(
                name(datacenter, indexInDatacenter),
                loopback(1 + index, ports.cassandra()),
                options.directory(),
                options.startTimeout());
        this.ring = ring;
        this.datacenter = datacenter;
        this.indexInDatacenter = indexInDatacenter;
        this.ports = ports;
        this.jmxPort = ports.cassandraJmx() + index;
        this.options = options;
    }

    private static String name(Datacenter datacenter, int indexInDatacenter) {
        String name = "cassandra-" + datacenter.cassandraName();
        return indexInDatacenter == 0 ? name : name + "-" + (indexInDatacenter + 1);
    }

    /** @return the datacenter this node is in */
    public Datacenter datacenter() {
        return datacenter;
    }

    /** @return the port on 127.0.0.1 where JMX tools reach this node */
    public int jmxPort() {
        return jmxPort;
    }

    boolean isSeed() {
        return indexInDatacenter == 0;
    }

    InetSocketAddress storageAddress() {
        return new InetSocketAddress(address().getAddress(), ports.cassandraStorage());
    }

    @Override
    ServerKind kind() {
        return ServerKind.CASSANDRA;
    }

    @Override
    List<InetSocketAddress> listenAddresses() {
        return List.of(address(), storageAddress(), loopback(1, jmxPort));
    }

    @Override
    List<String> prepare(Path home) {
        Path config = home.resolve("conf");
        boolean firstStart = !Files.exists(home.resolve("data"));
        ConfigFile.write(config.resolve("cassandra.yaml"), yaml(home, firstStart));
        ConfigFile.write(
                config.resolve("cassandra-rackdc.properties"), "dc=" + datacenter.cassandraName() + "\nrack=rack1\n");
        ConfigFile.write(config.resolve("logback.xml"), LOGBACK);

        String classPath = ServerClassPath.of("cassandra-server");
        List<String> command = new ArrayList<>();
        command.add(ServerJava.here().forCassandra().toString());
        command.addAll(List.of("-Xms" + options.heapMegabytes() + "m", "-Xmx" + options.heapMegabytes() + "m"));
        command.addAll(ServerJava.options(options));
        command.addAll(MODULE_ACCESS);
        command.add("-javaagent:" + jamm(classPath));
        command.add("-Dcassandra-foreground=yes");
        command.add("-Dcassandra.config=" + config.resolve("cassandra.yaml").toUri());
        command.add("-Dcassandra.storagedir=" + home.resolve("data"));
        command.add("-Dcassandra.jmx.local.port=" + jmxPort);
        command.add("-Dcassandra.skip_wait_for_gossip_to_settle=0");
        command.add("-Dcassandra.ring_delay_ms=" + RING_DELAY_MS);
        command.addAll(List.of("-cp", config + ":" + classPath));
        command.add("org.apache.cassandra.service.CassandraDaemon");
        return command;
    }

    /** Cassandra measures its memtables with this agent, and refuses some of them without it. */
    private static String jamm(String classPath) {
        for (String jar : classPath.split(":")) {
            if (Path.of(jar).getFileName().toString().startsWith("jamm-")) {
                return jar;
            }
        }
        throw new StackException("no jamm jar on the class path of Cassandra's server: " + classPath);
    }

    private String yaml(Path home, boolean firstStart) {
        return """
                cluster_name: local-stack
                endpoint_snitch: GossipingPropertyFileSnitch
                partitioner: org.apache.cassandra.dht.Murmur3Partitioner
                num_tokens: 1
                initial_token: %s
                auto_bootstrap: false
                seed_provider:
                  - class_name: org.apache.cassandra.locator.SimpleSeedProvider
                    parameters:
                      - seeds: "%s"
                listen_address: %s
                rpc_address: %s
                storage_port: %d
                native_transport_port: %d
                data_file_directories: ["%s"]
                # Acknowledged means forced: one node is all a datacenter has.
                commitlog_sync: batch
                commitlog_total_space: 256MiB
                # What a node missed reaches it sooner.
                hints_flush_period: 1s
                memtable_heap_space: %dMiB
                memtable_offheap_space: %dMiB
                """.formatted(
                        ring.token(datacenter, indexInDatacenter),
                        seeds(firstStart),
                        host(),
                        host(),
                        ports.cassandraStorage(),
                        ports.cassandra(),
                        home.resolve("data").resolve("data"),
                        options.heapMegabytes() / 5,
                        options.heapMegabytes() / 5);
    }

    /**
     * Every datacenter has a seed, so that each can be restarted while the other is down. Only the very first
     * start of the first node names none but itself: it has nobody to wait for.
     */
    private String seeds(boolean firstStart) {
        if (firstStart && ring.isFirst(this)) {
            return host();
        }
        return ring.seeds().stream().map(ManagedServer::host).collect(Collectors.joining(","));
    }

    /** Ready is more than answering: the nodes that answer must know of each other, or writes miss a datacenter. */
    @Override
    boolean answers() {
        return speaksCql(address()) && ring.nodesKnowEachOther(this);
    }

    /** Waits until other nodes can reach this one, which is well before it answers clients. */
    void awaitListeningForNodes() {
        awaitTrue(() -> Probe.isListening(storageAddress()));
    }

    /** @return the addresses of the nodes this node believes to be up, itself among them; none if it does not say */
    Set<String> liveNodes() {
        try (JMXConnector connector = JMXConnectorFactory.connect(
                new JMXServiceURL("service:jmx:rmi:///jndi/rmi://127.0.0.1:" + jmxPort + "/jmxrmi"))) {
            Object live = connector
                    .getMBeanServerConnection()
                    .getAttribute(new ObjectName("org.apache.cassandra.db:type=StorageService"), "LiveNodes");
            return ((Collection<?>) live).stream().map(Object::toString).collect(Collectors.toSet());
        } catch (IOException | JMException e) {
            return Set.of();
        }
    }

    /** Asks for the options of CQL (OPTIONS, protocol version 4), to which a node that serves says SUPPORTED. */
    static boolean speaksCql(InetSocketAddress address) {
        byte[] options = {4, 0, 0, 0, 5, 0, 0, 0, 0};
        try (Socket socket = Probe.connect(address)) {
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.write(options);
            byte[] header = new byte[options.length];
            new DataInputStream(socket.getInputStream()).readFully(header);
            int opcode = header[4];
            return opcode == 6;
        } catch (IOException e) {
            return false;
        }
    }
}
