package io.chaintier.localstack;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A stack that another process owns, as that process wrote it down.
 *
 * @param supervisorPid id of the process that owns the servers
 * @param started       when all servers answered for the first time
 * @param servers       all servers, which are up or not
 */
public record StackState(long supervisorPid, Instant started, List<ServerState> servers) {
    private static final String FILE = "stack.properties";

    public StackState {
        servers = List.copyOf(servers);
    }

    static StackState of(LocalStack stack) {
        return new StackState(
                ProcessHandle.current().pid(),
                Instant.now(),
                stack.servers().stream().map(StackState::stateOf).toList());
    }

    private static ServerState stateOf(ManagedServer server) {
        return new ServerState(
                server.name(), server.kind(), server.address(), server.pid().orElse(0), server.log());
    }

    /** @return the first server of that name, for example {@code redis} or {@code cassandra-replica} */
    public Optional<ServerState> server(String name) {
        return servers.stream().filter(server -> server.name().equals(name)).findFirst();
    }

    static Optional<StackState> read(Path directory) {
        return PropertiesFile.read(directory.resolve(FILE)).map(StackState::fromProperties);
    }

    void write(Path directory) {
        PropertiesFile.write(directory.resolve(FILE), toProperties());
    }

    private Properties toProperties() {
        Properties properties = new Properties();
        properties.setProperty("supervisor.pid", Long.toString(supervisorPid));
        properties.setProperty("started", started.toString());
        properties.setProperty(
                "servers", servers.stream().map(ServerState::name).collect(Collectors.joining(",")));
        for (ServerState server : servers) {
            String prefix = server.name() + ".";
            properties.setProperty(prefix + "kind", server.kind().name());
            properties.setProperty(
                    prefix + "host", server.address().getAddress().getHostAddress());
            properties.setProperty(
                    prefix + "port", Integer.toString(server.address().getPort()));
            properties.setProperty(prefix + "pid", Long.toString(server.pid()));
            properties.setProperty(prefix + "log", server.log().toString());
        }
        return properties;
    }

    private static StackState fromProperties(Properties properties) {
        return new StackState(
                Long.parseLong(properties.getProperty("supervisor.pid")),
                Instant.parse(properties.getProperty("started")),
                Stream.of(properties.getProperty("servers").split(","))
                        .map(name -> server(name, properties))
                        .toList());
    }

    private static ServerState server(String name, Properties properties) {
        return new ServerState(
                name,
                ServerKind.valueOf(properties.getProperty(name + ".kind")),
                new InetSocketAddress(
                        properties.getProperty(name + ".host"),
                        Integer.parseInt(properties.getProperty(name + ".port"))),
                Long.parseLong(properties.getProperty(name + ".pid")),
                Path.of(properties.getProperty(name + ".log")));
    }
}
