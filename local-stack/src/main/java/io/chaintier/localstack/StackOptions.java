package io.chaintier.localstack;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What to start, and where.
 *
 * @param directory          holds data, logs and ports; created if missing, owned by one stack at a time
 * @param temporary          whether closing the stack deletes the directory; its servers are then run for a quick
 *                           start and a quick end rather than for speed: not for benchmarks
 * @param servers            which servers, at least one
 * @param ports              ports of the servers
 * @param cassandraNodes     Cassandra nodes in each datacenter
 * @param heapMegabytes      heap of each JVM (Kafka, each Cassandra node) in MiB, 256 or more
 * @param startTimeout       how long one server may take to answer
 * @param redisConfig        further lines of {@code redis.conf}, for example {@code maxmemory 10mb}
 */
public record StackOptions(
        Path directory,
        boolean temporary,
        Set<ServerKind> servers,
        StackPorts ports,
        CassandraNodes cassandraNodes,
        int heapMegabytes,
        Duration startTimeout,
        List<String> redisConfig) {
    static final int DEFAULT_HEAP_MEGABYTES = 512;
    private static final Duration DEFAULT_START_TIMEOUT = Duration.ofMinutes(3);

    /** @throws IllegalArgumentException if a component is out of its range; the message shows it */
    public StackOptions {
        directory = directory.toAbsolutePath().normalize();
        servers = Set.copyOf(servers);
        redisConfig = List.copyOf(redisConfig);
        requireNonNull(ports, "ports");
        requireNonNull(cassandraNodes, "cassandraNodes");
        requireNonNull(startTimeout, "startTimeout");
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("a stack needs at least one server");
        }
        if (heapMegabytes < 256) {
            throw new IllegalArgumentException("heap must be 256 MiB or more: " + heapMegabytes);
        }
    }

    /** All servers on free ports, data kept in the given directory. */
    public static StackOptions in(Path directory) {
        return new StackOptions(
                directory,
                false,
                EnumSet.allOf(ServerKind.class),
                StackPorts.FREE,
                CassandraNodes.ONE_EACH,
                DEFAULT_HEAP_MEGABYTES,
                DEFAULT_START_TIMEOUT,
                List.of());
    }

    /** All servers on free ports, in a new directory that is deleted when the stack is closed. */
    public static StackOptions inTemporaryDirectory() {
        try {
            return in(Files.createTempDirectory("chaintier-stack-")).thatIsTemporary();
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary directory for the local stack", e);
        }
    }

    /** The same, with the directory deleted when the stack is closed. */
    public StackOptions thatIsTemporary() {
        return new StackOptions(
                directory, true, servers, ports, cassandraNodes, heapMegabytes, startTimeout, redisConfig);
    }

    /** The same with only these servers. */
    public StackOptions withServers(ServerKind first, ServerKind... more) {
        return new StackOptions(
                directory,
                temporary,
                EnumSet.of(first, more),
                ports,
                cassandraNodes,
                heapMegabytes,
                startTimeout,
                redisConfig);
    }

    /** The same on other ports. */
    public StackOptions withPorts(StackPorts other) {
        return new StackOptions(
                directory, temporary, servers, other, cassandraNodes, heapMegabytes, startTimeout, redisConfig);
    }

    /** The same with other numbers of Cassandra nodes. */
    public StackOptions withCassandraNodes(CassandraNodes nodes) {
        return new StackOptions(directory, temporary, servers, ports, nodes, heapMegabytes, startTimeout, redisConfig);
    }

    /** The same with another heap for each JVM, in MiB. */
    public StackOptions withHeapMegabytes(int megabytes) {
        return new StackOptions(
                directory, temporary, servers, ports, cassandraNodes, megabytes, startTimeout, redisConfig);
    }

    /** The same with another limit on the time one server may take to answer. */
    public StackOptions withStartTimeout(Duration timeout) {
        return new StackOptions(
                directory, temporary, servers, ports, cassandraNodes, heapMegabytes, timeout, redisConfig);
    }

    /** The same with these lines at the end of {@code redis.conf}. */
    public StackOptions withRedisConfig(String... lines) {
        return new StackOptions(
                directory, temporary, servers, ports, cassandraNodes, heapMegabytes, startTimeout, List.of(lines));
    }

    int processes(ServerKind kind) {
        if (!servers.contains(kind)) {
            return 0;
        }
        return kind == ServerKind.CASSANDRA ? cassandraNodes.all() : 1;
    }

    /** @return everything but the directory, for a process that is told the directory otherwise */
    Properties toProperties() {
        Properties properties = ports.toProperties();
        properties.setProperty("temporary", Boolean.toString(temporary));
        properties.setProperty(
                "servers", servers.stream().map(ServerKind::name).sorted().collect(Collectors.joining(",")));
        properties.setProperty("cassandraNodes", cassandraNodes.toString());
        properties.setProperty("heapMegabytes", Integer.toString(heapMegabytes));
        properties.setProperty("startTimeout", startTimeout.toString());
        properties.setProperty("redisConfig", String.join("\n", redisConfig));
        return properties;
    }

    static StackOptions fromProperties(Path directory, Properties properties) {
        return new StackOptions(
                directory,
                Boolean.parseBoolean(properties.getProperty("temporary")),
                List.of(properties.getProperty("servers").split(",")).stream()
                        .map(ServerKind::valueOf)
                        .collect(Collectors.toSet()),
                StackPorts.fromProperties(properties),
                CassandraNodes.parse(properties.getProperty("cassandraNodes")),
                Integer.parseInt(properties.getProperty("heapMegabytes")),
                Duration.parse(properties.getProperty("startTimeout")),
                properties.getProperty("redisConfig").lines().toList());
    }
}
