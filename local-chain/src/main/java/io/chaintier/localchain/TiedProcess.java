package io.chaintier.localchain;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
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
 * A child process that does not outlive this one, however this one ends.
 *
 * <p>A shell stands between the two and holds the reading end of a pipe whose writing end only this JVM has. Nothing
 * is ever written to it. When the JVM dies, also by SIGKILL, the kernel closes the pipe, and the shell kills the
 * child.
 */
final class TiedProcess {
    // Out of reach of what is sent to our process group, Ctrl-C in a terminal or kill -9, where there is setsid.
    private static final String IN_ITS_OWN_SESSION = """
            trap '' INT HUP
            command -v setsid >/dev/null && exec setsid "$@"
            exec "$@"
            """;

    // Tells the child's process id first: the child is what is signalled, not the shell. Its input is /dev/null and
    // its output the log ($0). `read` is part of the shell, so that the watcher is one process without children.
    private static final String TIED = """
            exec 3<&0
            "$@" 3<&- </dev/null >>"$0" 2>&1 &
            child=$!
            { read -r _ <&3; kill -KILL $child; } 2>/dev/null >/dev/null &
            watcher=$!
            exec 3<&-
            echo $child
            wait $child
            kill -KILL $watcher
            """;

    private final Process shell;
    private final long pid;

    private TiedProcess(Process shell, long pid) {
        this.shell = shell;
        this.pid = pid;
    }

    /** @param log the child's standard output and error are appended to it */
    static TiedProcess start(Path directory, Path log, List<String> command) throws IOException {
        List<String> wrapped = new ArrayList<>(
                List.of("/bin/sh", "-c", IN_ITS_OWN_SESSION, "sh", "/bin/sh", "-c", TIED, log.toString()));
        wrapped.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(wrapped)
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("NO_COLOR", "1");
        Process shell = builder.start();
        String line =
                new BufferedReader(new InputStreamReader(shell.getInputStream(), StandardCharsets.US_ASCII)).readLine();
        if (line == null) {
            throw new IOException("/bin/sh ended without starting " + command.get(0) + ", see " + log);
        }
        return new TiedProcess(shell, Long.parseLong(line));
    }

    long pid() {
        return pid;
    }

    boolean isAlive() {
        return shell.isAlive();
    }

    /** On return no thread of the child runs, as far as the platform lets us see. */
    void pause() {
        signal("STOP");
        // The signal is only sent: the child's threads run on until one of them had the processor and took it.
        while (shell.isAlive() && hasRunningThread()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    void resume() {
        signal("CONT");
    }

    /**
     * Asks the child to end, a paused one too, and returns when it has; kills it when {@code patience} is over or
     * the thread is interrupted.
     */
    void terminate(Duration patience) {
        signal("TERM");
        resume();
        if (!hasEndedWithin(patience)) {
            kill();
        }
    }

    /** Returns when the child is gone, without having had a say. */
    void kill() {
        signal("KILL");
        shell.onExit().join();
    }

    private boolean hasEndedWithin(Duration patience) {
        try {
            return shell.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean hasRunningThread() {
        Path threads = Path.of("/proc", Long.toString(pid), "task");
        if (!Files.isDirectory(threads)) {
            return false; // not Linux
        }
        try (Stream<Path> all = Files.list(threads)) {
            return !all.allMatch(thread -> isStopped(thread.resolve("stat")));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot see the threads of process " + pid, e);
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

    /** The process id is the child's for as long as the shell, which waits for it, lives. */
    private void signal(String name) {
        if (!shell.isAlive()) {
            return;
        }
        try {
            new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + pid)
                    .redirectErrorStream(true)
                    .redirectOutput(new File("/dev/null"))
                    .start()
                    .onExit()
                    .join();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot signal process " + pid, e);
        }
    }
}
