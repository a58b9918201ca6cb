package io.chaintier.localchain;

import static java.util.Objects.requireNonNull;

import io.chaintier.childprocess.ChildProcess;
import io.chaintier.childprocess.LogTail;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running Ethereum node on the loopback interface: HTTP and WebSocket JSON-RPC on one port. It does not outlive
 * this JVM, not even when the JVM is killed.
 *
 * <p>Safe to share between threads. {@link #stop}, {@link #kill} and {@link #restart} keep the port, so that clients
 * see one node that goes away and comes back.
 */
public final class Anvil implements AutoCloseable {
    static final String HOST = "127.0.0.1";

    private static final Logger LOG = LoggerFactory.getLogger(Anvil.class);
    private static final int LOG_LINES_SHOWN = 8;
    private static final Duration START_PATIENCE = Duration.ofSeconds(60);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);
    private static final Duration CALL_PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(20);
    private static final int PORT_ATTEMPTS = 5;
    private static final String PORT_TAKEN = "Address already in use";

    private final AnvilProgram program;
    private final AnvilOptions options;
    private final int port;
    private final JsonRpc rpc;
    private ChildProcess process;

    private Anvil(AnvilProgram program, AnvilOptions options, int port) {
        this.program = program;
        this.options = options;
        this.port = port;
        rpc = new JsonRpc(http(), CALL_PATIENCE);
        process = launch();
    }

    /**
     * Starts a node and returns when it answers.
     *
     * @throws AnvilStartException if it does not come up; the message holds the end of its log
     */
    public static Anvil start(AnvilProgram program, AnvilOptions options) {
        requireNonNull(program, "program");
        if (options.port() != AnvilOptions.FREE_PORT) {
            return new Anvil(program, options, options.port());
        }
        for (int attempt = 1; ; attempt++) {
            int free = freePort();
            try {
                return new Anvil(program, options, free);
            } catch (PortTakenException e) {
                if (attempt == PORT_ATTEMPTS) {
                    throw e;
                }
                LOG.info("Port {} was taken before anvil had it, trying another", free);
            }
        }
    }

    /** The port, on 127.0.0.1. */
    public int port() {
        return port;
    }

    public URI http() {
        return URI.create("http://" + HOST + ":" + port);
    }

    public URI webSocket() {
        return URI.create("ws://" + HOST + ":" + port);
    }

    /** A client of this node. It stays usable over restarts. */
    public JsonRpc rpc() {
        return rpc;
    }

    /** The operating system's id of the node's process. */
    public synchronized long pid() {
        return process.pid();
    }

    /** Where the node writes what it does; appended to over restarts. */
    public Path log() {
        return options.log();
    }

    /** Freezes the node: connections are accepted by the kernel, answers do not come. */
    public synchronized void pause() {
        process.pause();
    }

    /** Ends {@link #pause}. */
    public synchronized void resume() {
        process.resume();
    }

    /** Ends the node in good order, writing its chain if the options say so. A second call does nothing. */
    public synchronized void stop() {
        process.stop(STOP_PATIENCE);
    }

    /** Ends the node by SIGKILL: what it knew since the last {@link #stop} is lost. */
    public synchronized void kill() {
        process.kill();
    }

    /**
     * Starts the node anew on its port, after stopping it if it runs. It has the chain that the last {@link #stop}
     * wrote if {@link AnvilOptions#keepsState()}, else it begins with an empty one.
     *
     * @throws AnvilStartException if it does not come up
     */
    public synchronized void restart() {
        stop();
        process = launch();
    }

    /** As {@link #stop}. */
    @Override
    public void close() {
        stop();
    }

    private ChildProcess launch() {
        long logStart = prepareLog();
        List<String> command = new ArrayList<>();
        command.addAll(List.of("env", "NO_COLOR=1", program.binary().toString()));
        command.addAll(options.arguments(port));
        ChildProcess started = ChildProcess.leashed(command, options.directory(), log());
        try {
            awaitReady(started, logStart);
            return started;
        } catch (RuntimeException e) {
            started.kill();
            throw e;
        }
    }

    private long prepareLog() {
        try {
            Files.createDirectories(options.directory());
            return Files.exists(log()) ? Files.size(log()) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException("anvil's directory cannot be used: " + options.directory(), e);
        }
    }

    /** First its own word that it listens, so that a stranger on the port is not taken for it; then an answer. */
    private void awaitReady(ChildProcess started, long logStart) {
        String listening = "Listening on " + HOST + ":" + port;
        long deadline = System.nanoTime() + START_PATIENCE.toNanos();
        while (!loggedSince(logStart).contains(listening)) {
            if (!started.isAlive()) {
                throw loggedSince(logStart).contains(PORT_TAKEN)
                        ? new PortTakenException(port)
                        : new AnvilStartException("anvil ended at once, see %s:%n%s"
                                .formatted(log(), LogTail.of(log(), LOG_LINES_SHOWN)));
            }
            if (System.nanoTime() > deadline) {
                throw new AnvilStartException("anvil does not listen on port %d after %d s, see %s:%n%s"
                        .formatted(port, START_PATIENCE.toSeconds(), log(), LogTail.of(log(), LOG_LINES_SHOWN)));
            }
            sleep();
        }
        String expected = "0x" + Long.toHexString(options.chainId());
        String chainId = rpc.call("eth_chainId").asText();
        if (!chainId.equals(expected)) {
            throw new AnvilStartException(
                    "anvil on port %d has chain id %s, not %s".formatted(port, chainId, expected));
        }
    }

    private String loggedSince(long position) {
        try {
            return LogTail.since(log(), position);
        } catch (IOException e) {
            throw new UncheckedIOException("anvil's log cannot be read: " + log(), e);
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(POLL_INTERVAL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AnvilStartException("interrupted while anvil started", e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on " + HOST, e);
        }
    }
}
