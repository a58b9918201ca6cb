package io.chaintier.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Real Kafka, Redis and Cassandra as children of this process. They end with {@link #close()}, with this process,
 * and also when this process is killed. Safe to use from several threads.
 */
public final class LocalStack implements AutoCloseable {
    private final StackOptions options;
    private final DirectoryLock lock;
    private final Optional<KafkaServer> kafka;
    private final Optional<RedisServer> redis;
    private final Optional<CassandraRing> cassandra;
    private final Thread closeAtExit = new Thread(this::close, "local-stack-shutdown");
    private boolean closed;

    private LocalStack(StackOptions options, StackPorts ports, DirectoryLock lock) {
        this.options = options;
        this.lock = lock;
        this.kafka = only(ServerKind.KAFKA, () -> new KafkaServer(options, ports));
        this.redis = only(ServerKind.REDIS, () -> new RedisServer(options, ports));
        this.cassandra = only(ServerKind.CASSANDRA, () -> new CassandraRing(options, ports));
    }

    /**
     * Starts the servers, all that do not need one another at once, and returns when every one of them answers.
     *
     * @throws StackException if one cannot start; nothing is left running then
     */
    public static LocalStack start(StackOptions options) {
        Machine.requireRoomFor(options);
        List<InetAddress> addresses = loopbackAddresses(options);
        Ports.requireLoopback(addresses);
        DirectoryLock lock = DirectoryLock.tryAcquire(options.directory())
                .orElseThrow(() -> new StackException("a local stack already runs in " + options.directory()));
        LocalStack stack = new LocalStack(options, ports(options, addresses), lock);
        Runtime.getRuntime().addShutdownHook(stack.closeAtExit);
        try {
            stack.startServers();
            return stack;
        } catch (RuntimeException e) {
            stack.end(false); // the message names a log, which must still be there
            throw e;
        }
    }

    /** @throws IllegalStateException if this stack was started without Kafka */
    public KafkaServer kafka() {
        return kafka.orElseThrow(() -> wasNotAskedFor(ServerKind.KAFKA));
    }

    /** @throws IllegalStateException if this stack was started without Redis */
    public RedisServer redis() {
        return redis.orElseThrow(() -> wasNotAskedFor(ServerKind.REDIS));
    }

    /**
     * @return the first node of the datacenter, with the usual one node each: the node
     * @throws IllegalStateException if this stack was started without Cassandra
     */
    public CassandraNode cassandra(Datacenter datacenter) {
        return cassandraNodes(datacenter).get(0);
    }

    /**
     * @return all nodes of the datacenter
     * @throws IllegalStateException if this stack was started without Cassandra
     */
    public List<CassandraNode> cassandraNodes(Datacenter datacenter) {
        return cassandra.orElseThrow(() -> wasNotAskedFor(ServerKind.CASSANDRA)).nodes().stream()
                .filter(node -> node.datacenter() == datacenter)
                .toList();
    }

    /** @return every server of this stack, running or not */
    public List<ManagedServer> servers() {
        List<ManagedServer> servers = new ArrayList<>();
        kafka.ifPresent(servers::add);
        redis.ifPresent(servers::add);
        cassandra.ifPresent(ring -> servers.addAll(ring.nodes()));
        return servers;
    }

    /**
     * Leaves the end of the process to the caller, who then must close the stack while the process ends: for programs
     * that stop their own parts first. The servers still end with the process, however it ends.
     */
    public void closedByCaller() {
        Runtime.getRuntime().removeShutdownHook(closeAtExit);
    }

    /** @return where data and logs are */
    public Path directory() {
        return options.directory();
    }

    /** Stops all servers; on return none of them runs, and a temporary directory is gone. */
    @Override
    public void close() {
        end(options.temporary());
    }

    private synchronized void end(boolean deleteDirectory) {
        if (closed) {
            return;
        }
        closed = true;
        if (Thread.currentThread() != closeAtExit) {
            forgetHook();
        }
        Parallel.forEach(servers(), server -> server.retire(!options.temporary()));
        if (deleteDirectory) {
            delete(options.directory());
        }
        lock.close();
    }

    private void forgetHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(closeAtExit);
        } catch (IllegalStateException e) {
            // The process is ending already: the hook comes too and finds nothing to do.
        }
    }

    private void startServers() {
        List<Runnable> starts = new ArrayList<>();
        cassandra.ifPresent(ring -> starts.add(ring::start));
        kafka.ifPresent(server -> starts.add(() -> startAndAwait(server)));
        redis.ifPresent(server -> starts.add(() -> startAndAwait(server)));
        Parallel.forEach(starts, Runnable::run);
    }

    private static void startAndAwait(ManagedServer server) {
        server.start();
        server.awaitReady();
    }

    private <T> Optional<T> only(ServerKind kind, Supplier<T> server) {
        return options.servers().contains(kind) ? Optional.of(server.get()) : Optional.empty();
    }

    private static IllegalStateException wasNotAskedFor(ServerKind kind) {
        return new IllegalStateException("this stack was started without " + kind);
    }

    private static List<InetAddress> loopbackAddresses(StackOptions options) {
        List<InetAddress> addresses = new ArrayList<>();
        for (int last = 1; last <= Math.max(1, options.processes(ServerKind.CASSANDRA)); last++) {
            addresses.add(ManagedServer.loopback(last, 0).getAddress());
        }
        return addresses;
    }

    /** A directory keeps its ports: clients know them, and Cassandra's nodes know each other by them. */
    private static StackPorts ports(StackOptions options, List<InetAddress> addresses) {
        Path file = options.directory().resolve("ports.properties");
        StackPorts wanted = PropertiesFile.read(file)
                .map(kept -> options.ports().orElse(StackPorts.fromProperties(kept)))
                .orElse(options.ports());
        StackPorts ports =
                new Ports(new SecureRandom()).resolve(wanted, addresses, options.processes(ServerKind.CASSANDRA));
        PropertiesFile.write(file, ports.toProperties());
        return ports;
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + directory, e);
        }
    }
}
