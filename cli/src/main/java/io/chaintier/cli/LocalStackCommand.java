package io.chaintier.cli;

import io.chaintier.localstack.CassandraNodes;
import io.chaintier.localstack.ServerState;
import io.chaintier.localstack.StackOptions;
import io.chaintier.localstack.StackPorts;
import io.chaintier.localstack.StackState;
import io.chaintier.localstack.StackSupervisor;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Kafka, Redis and Cassandra on this machine, for trying things out. */
@Command(
        name = "local-stack",
        mixinStandardHelpOptions = true,
        description = "Real Kafka, Redis and Cassandra (two datacenters) on this machine, without containers.",
        synopsisSubcommandLabel = "(up | down | status)")
final class LocalStackCommand implements Callable<Integer> {
    private static final String ROW = "%-20s %-18s %8s  %-5s %s%n";

    @Spec
    private CommandSpec spec;

    /** Where a stack is; the same for all three commands. */
    static final class Place {
        @Option(
                names = "--dir",
                paramLabel = "DIR",
                description = "Folder of the stack's data and logs (default: .chaintier/stack in the checkout).")
        private Path directory = Home.directory().resolve(".chaintier").resolve("stack");
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "what with the local stack? expected up, down or status");
    }

    @Command(
            name = "up",
            mixinStandardHelpOptions = true,
            description = "Start all servers in the background; returns when they answer.")
    int up(
            @picocli.CommandLine.Mixin Place place,
            @Option(names = "--free-ports", description = "Take any free ports instead of the standard ones.")
                    boolean freePorts,
            @Option(
                            names = "--primary-nodes",
                            paramLabel = "N",
                            defaultValue = "1",
                            description = "Cassandra nodes in the primary datacenter (default: 1).")
                    int primaryNodes,
            @Option(
                            names = "--replica-nodes",
                            paramLabel = "N",
                            defaultValue = "1",
                            description = "Cassandra nodes in the replica datacenter (default: 1).")
                    int replicaNodes) {
        StackOptions options = StackOptions.in(place.directory)
                .withPorts(freePorts ? StackPorts.FREE : StackPorts.STANDARD)
                .withCassandraNodes(nodes(primaryNodes, replicaNodes));
        err().println("Starting Kafka, Redis and Cassandra in " + place.directory + " (about half a minute)");
        err().flush();
        print(StackSupervisor.up(options));
        return ExitCode.DONE;
    }

    private CassandraNodes nodes(int primary, int replica) {
        try {
            return new CassandraNodes(primary, replica);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    @Command(name = "down", mixinStandardHelpOptions = true, description = "Stop all servers; their data stays.")
    int down(@picocli.CommandLine.Mixin Place place) {
        boolean wasUp = StackSupervisor.down(place.directory);
        err().println(wasUp ? "Stopped." : "No stack runs in " + place.directory + ".");
        return ExitCode.DONE;
    }

    @Command(name = "status", mixinStandardHelpOptions = true, description = "Show the servers.")
    int status(@picocli.CommandLine.Mixin Place place) {
        Optional<StackState> state = StackSupervisor.status(place.directory);
        if (state.isEmpty()) {
            err().println("No stack runs in " + place.directory + ".");
            return ExitCode.RESTART_MAY_HELP;
        }
        return print(state.get()) ? ExitCode.DONE : ExitCode.RESTART_MAY_HELP;
    }

    /** Returns whether all servers answer. */
    private boolean print(StackState state) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(ROW, "SERVER", "ADDRESS", "PID", "STATE", "LOG");
        boolean allUp = true;
        for (ServerState server : state.servers()) {
            boolean up = server.isAnswering();
            allUp &= up;
            out.printf(
                    ROW,
                    server.name(),
                    server.address().getHostString() + ":" + server.address().getPort(),
                    server.pid(),
                    up ? "up" : "DOWN",
                    server.log());
        }
        out.flush();
        return allUp;
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
