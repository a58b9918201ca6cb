package io.chaintier.localstack;

import io.chaintier.childprocess.ChildProcess;
import io.chaintier.childprocess.LogTail;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A process of its own that owns a stack, so that the stack outlives the command that started it. Callers reach it
 * through the directory of the stack, in which it writes down what it runs.
 */
public final class StackSupervisor {
    private static final String OPTIONS_FILE = "options.properties";
    private static final Duration DOWN_TIMEOUT = Duration.ofSeconds(60);

    private StackSupervisor() {}

    /**
     * Starts a stack that runs until {@link #down}. Returns when all its servers answer.
     *
     * @throws StackException if one runs in that directory already or a server cannot start
     */
    public static StackState up(StackOptions options) {
        return up(options, OptionalLong.empty());
    }

    /**
     * The same, for a stack that also ends with another process, however that one ends.
     *
     * @param ownerPid id of the process to watch
     */
    static StackState up(StackOptions options, OptionalLong ownerPid) {
        Path directory = options.directory();
        if (DirectoryLock.isTaken(directory)) {
            throw new StackException("a local stack already runs in " + directory);
        }
        PropertiesFile.write(directory.resolve(OPTIONS_FILE), options.toProperties());
        ChildProcess supervisor = ChildProcess.detached(command(directory, ownerPid), directory, log(directory));
        String refusal = supervisor.heard();
        if (!refusal.isEmpty()) {
            throw new StackException(refusal.strip());
        }
        return status(directory)
                .orElseThrow(() -> new StackException("the supervisor of the local stack ended; its log "
                        + log(directory) + " ends with:\n" + LogTail.of(log(directory), 20)));
    }

    /**
     * Ends the stack in the directory, if one runs or is starting; on return none does. Its data and logs stay.
     *
     * @return whether one ran
     */
    public static boolean down(Path directory) {
        Optional<ProcessHandle> owner = DirectoryLock.owner(directory);
        owner.ifPresent(ProcessHandle::destroy);
        long deadlineNanos = System.nanoTime() + DOWN_TIMEOUT.toNanos();
        while (owner.isPresent() && DirectoryLock.isTaken(directory)) {
            if (System.nanoTime() > deadlineNanos) {
                owner.get().destroyForcibly(); // its servers die with it
            }
            Poll.pause();
        }
        return owner.isPresent();
    }

    /**
     * @return what runs in the directory; empty if nothing does, not even when a supervisor that was killed has
     *         left its notes there, and empty while a stack is still starting
     */
    public static Optional<StackState> status(Path directory) {
        if (!DirectoryLock.isTaken(directory)) {
            return Optional.empty();
        }
        return StackState.read(directory)
                .filter(state -> ProcessHandle.of(state.supervisorPid())
                        .filter(ProcessHandle::isAlive)
                        .isPresent());
    }

    /**
     * The supervisor itself. It closes its standard output once all servers answer, and says before why if they
     * cannot.
     *
     * @param args the stack's directory and, optionally, the id of the process it ends with
     */
    public static void main(String[] args) throws InterruptedException {
        Path directory = Path.of(args[0]);
        if (args.length > 1) {
            endWith(Long.parseLong(args[1]));
        }
        try {
            StackOptions options = PropertiesFile.read(directory.resolve(OPTIONS_FILE))
                    .map(properties -> StackOptions.fromProperties(directory, properties))
                    .orElseThrow(() -> new StackException("no " + OPTIONS_FILE + " in " + directory));
            StackState.of(LocalStack.start(options)).write(directory);
        } catch (StackException | UncheckedIOException e) {
            System.out.println(e.getMessage());
            System.exit(1);
        }
        System.out.close();
        new CountDownLatch(1).await(); // the shutdown hook of the stack does the rest
    }

    private static void endWith(long ownerPid) {
        ProcessHandle.of(ownerPid)
                .ifPresentOrElse(
                        owner -> owner.onExit().thenRun(() -> System.exit(0)), // the stack's hook stops the servers
                        () -> System.exit(0));
    }

    private static List<String> command(Path directory, OptionalLong ownerPid) {
        List<String> command = new ArrayList<>();
        command.add(ServerJava.ofThisProcess().toString());
        command.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:-UsePerfData"));
        command.add("-Dchaintier.home=" + ServerClassPath.repositoryRoot());
        command.addAll(List.of("-cp", ourClassPath()));
        command.addAll(List.of(StackSupervisor.class.getName(), directory.toString()));
        ownerPid.ifPresent(pid -> command.add(Long.toString(pid)));
        return command;
    }

    /** This module and the one it stands on: they need nothing but the JDK. */
    private static String ourClassPath() {
        return Stream.of(StackSupervisor.class, ChildProcess.class)
                .map(type -> place(type).toString())
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Path place(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the place of our classes is no path", e);
        }
    }

    private static Path log(Path directory) {
        Path logs = directory.resolve("logs");
        try {
            Files.createDirectories(logs);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create " + logs, e);
        }
        return logs.resolve("supervisor.log");
    }
}
