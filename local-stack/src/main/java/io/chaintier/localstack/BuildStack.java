package io.chaintier.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The servers of one kind for all test processes of one build. Each kind has a supervisor and a directory of its
 * own under the temporary directory, so that a test which needs only Redis waits only for Redis. The first test
 * process that asks starts it; it ends with the process at the head of the build, which no test process outlives.
 */
final class BuildStack {
    private final ServerKind kind;
    private final Path directory;
    private final long ownerPid;
    private Optional<StackState> known = Optional.empty();

    private BuildStack(ServerKind kind, Path directory, long ownerPid) {
        this.kind = kind;
        this.directory = directory;
        this.ownerPid = ownerPid;
    }

    static Map<ServerKind, BuildStack> ofThisBuild() {
        ProcessHandle owner = headOfBuild();
        return Arrays.stream(ServerKind.values())
                .collect(Collectors.toMap(
                        Function.identity(), kind -> new BuildStack(kind, directory(owner, kind), owner.pid())));
    }

    private static Path directory(ProcessHandle owner, ServerKind kind) {
        // With the owner's start, for ids are used again.
        long started = owner.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        String name = "chaintier-build-" + owner.pid() + "-" + started + "-"
                + kind.name().toLowerCase(Locale.ROOT);
        return Path.of(System.getProperty("java.io.tmpdir"), name);
    }

    /**
     * @return the nearest ancestor that is a Java process too: Maven, above the shell it starts its test processes
     *         with; this process itself where there is none, as when it was started by hand
     */
    private static ProcessHandle headOfBuild() {
        ProcessHandle testProcess = ProcessHandle.current();
        return testProcess.parent().flatMap(BuildStack::nearestJava).orElse(testProcess);
    }

    private static Optional<ProcessHandle> nearestJava(ProcessHandle process) {
        boolean isJava = process.info()
                .command()
                .map(command -> Path.of(command).getFileName().toString().equals("java"))
                .orElse(false);
        return isJava ? Optional.of(process) : process.parent().flatMap(BuildStack::nearestJava);
    }

    /** Starts the servers unless a process of this build has done so; returns when they answer. */
    synchronized StackState ensure() {
        if (known.isEmpty()) {
            known = Optional.of(ensureAcrossProcesses());
        }
        return known.get();
    }

    private StackState ensureAcrossProcesses() {
        try {
            Files.createDirectories(directory);
            try (FileChannel startLock = FileChannel.open(
                    directory.resolve("start.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                startLock.lock();
                return StackSupervisor.status(directory)
                        .orElseGet(() -> StackSupervisor.up(
                                StackOptions.in(directory).thatIsTemporary().withServers(kind),
                                OptionalLong.of(ownerPid)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot share a local stack in " + directory, e);
        }
    }
}
