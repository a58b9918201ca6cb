package io.chaintier.childprocess;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A process that never outlives this one, however this one ends, and which the terminal's Ctrl-C does not reach,
 * so that it is us who decide the order in which things stop. Safe to use from several threads.
 */
public final class ChildProcess {
    /** Out of reach of the signals that a terminal sends to everything it runs. */
    private static final String IN_ITS_OWN_SESSION = """
            trap '' HUP INT
            command -v setsid >/dev/null && exec setsid "$@"
            exec "$@"
            """;

    /**
     * Waits for the end of our pipe, which the kernel closes when we die, and then kills the server, which may
     * be stopped (SIGSTOP) and so could not watch by itself. {@code $$} is also the server's id: exec keeps it.
     */
    private static final String LEASHED = """
            exec 3<&0 </dev/null
            (read -r nothing <&3; kill -9 $$ 2>/dev/null) &
            exec 3<&-
            exec "$@"
            """;

    private final Process process;

    private ChildProcess(Process process) {
        this.process = process;
    }

    /**
     * Starts a process that dies with this one.
     *
     * @param log what it says on standard output and standard error is appended here
     */
    public static ChildProcess leashed(List<String> command, Path directory, Path log) {
        return start(new ProcessBuilder(inShell(IN_ITS_OWN_SESSION, inShell(LEASHED, command)))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(log.toFile())));
    }

    /**
     * Starts a process that lives on when this one ends. What it says on standard output is for {@link #heard()}.
     *
     * @param log what it says on standard error is appended here
     */
    public static ChildProcess detached(List<String> command, Path directory, Path log) {
        return start(new ProcessBuilder(inShell(IN_ITS_OWN_SESSION, command))
                .directory(directory.toFile())
                .redirectInput(Redirect.from(new File("/dev/null")))
                .redirectError(Redirect.appendTo(log.toFile())));
    }

    private static List<String> inShell(String script, List<String> command) {
        List<String> shell = new ArrayList<>(List.of("sh", "-c", script, "sh"));
        shell.addAll(command);
        return shell;
    }

    private static ChildProcess start(ProcessBuilder builder) {
        try {
            return new ChildProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a process in " + builder.directory(), e);
        }
    }

    /** @return all it says on standard output until it closes that or ends */
    public String heard() {
        try (InputStream output = process.getInputStream()) {
            return new String(output.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen to process " + pid(), e);
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /**
     * @return its exit code; 128 and the signal's number where a signal ended it
     * @throws IllegalThreadStateException if it has not ended
     */
    public int exitCode() {
        return process.exitValue();
    }

    /** @return how it ended, for a message; only of a process that has ended */
    public String ending() {
        return "exit code " + process.exitValue();
    }

    /**
     * Asks it to end (SIGTERM), also if it is frozen; kills it after the given time, or when the thread is interrupted.
     * On return it has ended.
     */
    public void stop(Duration grace) {
        resume();
        process.toHandle().destroy(); // unlike Process.destroy() this leaves the pipe open, whose end kills
        if (!awaitEnd(grace)) {
            kill();
        }
    }

    /** Kills it (SIGKILL); on return it has ended. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /**
     * Freezes it (SIGSTOP): its connections stay open and nothing answers. On return none of its threads runs, as far as
     * the platform lets us see.
     */
    public void pause() {
        signal("STOP");
        // The signal is only sent: the threads run on until one of them had the processor and took it.
        while (isAlive() && hasRunningThread()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    /** Lets a frozen process go on (SIGCONT). */
    public void resume() {
        signal("CONT");
    }

    /** @return whether it has ended; not if the thread is interrupted before, which it then still is */
    public boolean awaitEnd(Duration timeout) {
        try {
            return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean hasRunningThread() {
        Path threads = Path.of("/proc", Long.toString(pid()), "task");
        if (!Files.isDirectory(threads)) {
            return false; // not Linux
        }
        try (Stream<Path> all = Files.list(threads)) {
            return !all.allMatch(thread -> isStopped(thread.resolve("stat")));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot see the threads of process " + pid(), e);
        }
    }

    /** The state follows the name, which is in parentheses and may hold any character. */
    private static boolean isStopped(Path stat) {
        try {
            String line = Files.readString(stat);
            return line.startsWith(") T", line.lastIndexOf(')'));
        } catch (IOException e) {
            return true; // the thread has ended
        }
    }

    private void signal(String name) {
        if (!isAlive()) {
            return;
        }
        try {
            new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid())
                    .start()
                    .onExit()
                    .join();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot send " + name + " to process " + pid(), e);
        }
    }
}
