package io.chaintier.localstack;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process that never outlives this one, however this one ends, and which the terminal's Ctrl-C does not reach,
 * so that it is us who decide the order in which things stop. Safe to use from several threads.
 */
final class ChildProcess {
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
    static ChildProcess leashed(List<String> command, Path directory, Path log) {
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
    static ChildProcess detached(List<String> command, Path directory, Path log) {
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
    String heard() {
        try (InputStream output = process.getInputStream()) {
            return new String(output.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen to process " + pid(), e);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** @return how it ended, for a message; only of a process that has ended */
    String ending() {
        return "exit code " + process.exitValue();
    }

    /** Asks it to end (SIGTERM) and, after the given time, kills it; on return it has ended. */
    void stop(Duration grace) {
        resume();
        process.toHandle().destroy(); // unlike Process.destroy() this leaves the pipe open, whose end kills
        if (!awaitEnd(grace)) {
            kill();
        }
    }

    /** Kills it (SIGKILL); on return it has ended. */
    void kill() {
        process.destroyForcibly();
        awaitEnd(Duration.ofMinutes(1));
    }

    /** Freezes it (SIGSTOP): its connections stay open and nothing answers. */
    void pause() {
        signal("STOP");
    }

    /** Lets a frozen process go on (SIGCONT). */
    void resume() {
        signal("CONT");
    }

    boolean awaitEnd(Duration timeout) {
        try {
            return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted while waiting for process " + pid() + " to end", e);
        }
    }

    private void signal(String name) {
        if (!isAlive()) {
            return;
        }
        try {
            new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid())
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot send " + name + " to process " + pid(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted while sending " + name + " to process " + pid(), e);
        }
    }
}
