package io.chaintier.localstack;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Servers that many tests share, which therefore nobody may stop: each test takes names of its own from
 * {@link #uniqueName}. A server is started when it is first asked for. Safe to use from several threads.
 */
public final class SharedStack {
    /** What makes {@link #ofThisBuild()} use the stack in this directory, started with {@code local-stack up}. */
    public static final String DIRECTORY_PROPERTY = "chaintier.stack.dir";

    /** The same as an environment variable; the property wins. */
    public static final String DIRECTORY_VARIABLE = "CHAINTIER_STACK_DIR";

    private static final Pattern PREFIX = Pattern.compile("[a-z][a-z0-9_]{0,30}");
    private static final int RANDOM_BITS = 60;

    private static final SharedStack OF_THIS_BUILD =
            new SharedStack(chosenDirectory().map(SharedStack::runningIn).orElseGet(SharedStack::startedOnDemand));

    private final Function<ServerKind, StackState> states;
    private final SecureRandom random = new SecureRandom();

    private SharedStack(Function<ServerKind, StackState> states) {
        this.states = states;
    }

    /**
     * The stack of this build: all test processes of one Maven run share it, and it ends with Maven. Asking for it
     * starts nothing.
     */
    public static SharedStack ofThisBuild() {
        return OF_THIS_BUILD;
    }

    /**
     * @return the value of Kafka's {@code bootstrap.servers}
     * @throws StackException if Kafka cannot be started
     */
    public String kafka() {
        InetSocketAddress address = address(ServerKind.KAFKA, "kafka");
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    /**
     * @return where Redis listens
     * @throws StackException if Redis cannot be started
     */
    public InetSocketAddress redis() {
        return address(ServerKind.REDIS, "redis");
    }

    /**
     * @return where the first node of the datacenter listens for CQL; the other datacenter has the same port
     * @throws StackException if Cassandra cannot be started
     */
    public InetSocketAddress cassandra(Datacenter datacenter) {
        return address(ServerKind.CASSANDRA, "cassandra-" + datacenter.cassandraName());
    }

    /**
     * Starts these servers, all at once, unless they run; the methods above then answer at once.
     *
     * @throws StackException if one cannot be started
     */
    public void require(List<ServerKind> kinds) {
        Parallel.forEach(kinds, states::apply);
    }

    /**
     * @param prefix a lower-case letter, then up to 30 lower-case letters, digits and underscores
     * @return a name nobody else has: fit for a topic, a group, a keyspace, a table, a part of a key; at most 44
     *         characters
     */
    public String uniqueName(String prefix) {
        if (!PREFIX.matcher(prefix).matches()) {
            throw new IllegalArgumentException("prefix must be a letter, then up to 30 of a-z, 0-9 and _: " + prefix);
        }
        return prefix + "_" + Long.toString(random.nextLong(1L << RANDOM_BITS), Character.MAX_RADIX);
    }

    private InetSocketAddress address(ServerKind kind, String server) {
        return states.apply(kind)
                .server(server)
                .orElseThrow(() -> new StackException(
                        "the running stack has no " + server + "; start one that has, or unset " + DIRECTORY_PROPERTY))
                .address();
    }

    private static Optional<Path> chosenDirectory() {
        return Optional.ofNullable(System.getProperty(DIRECTORY_PROPERTY))
                .or(() -> Optional.ofNullable(System.getenv(DIRECTORY_VARIABLE)))
                .map(Path::of);
    }

    private static Function<ServerKind, StackState> runningIn(Path directory) {
        return kind -> StackSupervisor.status(directory)
                .orElseThrow(() -> new StackException("no stack runs in " + directory
                        + "; start it with `bin/chaintier local-stack up --dir " + directory + "` or unset "
                        + DIRECTORY_PROPERTY));
    }

    private static Function<ServerKind, StackState> startedOnDemand() {
        Map<ServerKind, BuildStack> stacks = BuildStack.ofThisBuild();
        return kind -> stacks.get(kind).ensure();
    }
}
