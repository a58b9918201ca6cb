package io.chaintier.localstack;

import io.chaintier.childprocess.ChildProcess;
import io.chaintier.childprocess.LogTail;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/**
 * One server process, which can be stopped, killed, frozen and started again on the same ports and data. The
 * methods that change its state wait for each other; all are safe to call from several threads.
 */
public abstract sealed class ManagedServer permits KafkaServer, RedisServer, CassandraNode {
    private static final Duration STOP_GRACE = Duration.ofSeconds(20);
    private static final int LOG_LINES_SHOWN = 20;

    private final String name;
    private final InetSocketAddress address;
    private final Path home;
    private final Path log;
    private final Duration startTimeout;

    private volatile ChildProcess process;
    private volatile boolean paused;
    private boolean retired;

    ManagedServer(String name, InetSocketAddress address, Path stackDirectory, Duration startTimeout) {
        this.name = name;
        this.address = address;
        this.home = stackDirectory.resolve(name);
        this.log = stackDirectory.resolve("logs").resolve(name + ".log");
        this.startTimeout = startTimeout;
    }

    /** @return for example {@code kafka} or {@code cassandra-primary}; unique within a stack */
    public final String name() {
        return name;
    }

    /** @return where its clients connect; the same after every restart */
    public final InetSocketAddress address() {
        return address;
    }

    /** @return what the server printed, over all its starts */
    public final Path log() {
        return log;
    }

    /** @return the id of the running process, or empty if none runs */
    public final OptionalLong pid() {
        ChildProcess current = process;
        return current != null && current.isAlive() ? OptionalLong.of(current.pid()) : OptionalLong.empty();
    }

    /** @return whether the process exists; it may still be starting, or be paused */
    public final boolean isRunning() {
        return pid().isPresent();
    }

    /** @return whether the server answers a request in its own protocol right now */
    public final boolean isAnswering() {
        return isRunning() && !paused && answers();
    }

    /**
     * Starts the process without waiting for it to answer; does nothing if it runs.
     *
     * @throws StackException if a port of it is taken or something it needs is missing
     */
    public synchronized void start() {
        if (isRunning()) {
            return;
        }
        if (retired) {
            throw new StackException(name + " cannot start: its stack was closed");
        }
        Ports.requireFree(name, listenAddresses());
        try {
            Files.createDirectories(home);
            Files.createDirectories(log.getParent());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create the directories of " + name, e);
        }
        paused = false;
        process = ChildProcess.leashed(prepare(home), home, log);
    }

    /**
     * Waits until the server answers.
     *
     * @throws StackException if it ends or does not answer in time; the message holds its last log lines
     */
    public final void awaitReady() {
        awaitTrue(this::answers);
    }

    final void awaitTrue(BooleanSupplier condition) {
        long deadlineNanos = System.nanoTime() + startTimeout.toNanos();
        ChildProcess awaited = process;
        if (awaited == null) {
            throw new StackException(name + " was not started");
        }
        while (!condition.getAsBoolean()) {
            if (!awaited.isAlive()) {
                throw failure("ended with " + awaited.ending() + " before it answered at " + hostAndPort());
            }
            if (System.nanoTime() > deadlineNanos) {
                throw failure("did not answer at " + hostAndPort() + " within " + startTimeout.toSeconds() + " s");
            }
            Poll.pause();
        }
    }

    /** Shuts it down in order (SIGTERM, SIGKILL after 20 s); on return the process has ended. */
    public final synchronized void stop() {
        if (process != null) {
            process.stop(STOP_GRACE);
        }
    }

    /** Kills it as a power cut would (SIGKILL); on return the process has ended. */
    public final synchronized void kill() {
        if (process != null) {
            process.kill();
        }
    }

    /** Ends it for good: whoever is about to start it comes too late. */
    final synchronized void retire(boolean inOrder) {
        retired = true;
        if (inOrder) {
            stop();
        } else {
            kill();
        }
    }

    /** Freezes it (SIGSTOP): connections are accepted and stay open, nothing answers. */
    public final synchronized void pause() {
        if (process != null) {
            process.pause();
            paused = true;
        }
    }

    /** Lets a frozen server go on (SIGCONT). */
    public final synchronized void resume() {
        if (process != null) {
            process.resume();
            paused = false;
        }
    }

    abstract ServerKind kind();

    /** Writes what the server reads at its start and gives the command that starts it. */
    abstract List<String> prepare(Path home);

    /** Asks the server itself. */
    abstract boolean answers();

    /** @return every address the server listens on, its clients' address first */
    abstract List<InetSocketAddress> listenAddresses();

    final boolean isPaused() {
        return paused;
    }

    /** @return the address in digits; the address object may have learned a name from somebody who asked it */
    final String host() {
        return address.getAddress().getHostAddress();
    }

    final String hostAndPort() {
        return host() + ":" + address.getPort();
    }

    private StackException failure(String what) {
        return new StackException(
                name + " " + what + "; its log " + log + " ends with:\n" + LogTail.of(log, LOG_LINES_SHOWN));
    }

    static InetSocketAddress loopback(int lastByte, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) lastByte}), port);
        } catch (IOException e) {
            throw new UncheckedIOException("an IPv4 address has four bytes", e);
        }
    }
}
