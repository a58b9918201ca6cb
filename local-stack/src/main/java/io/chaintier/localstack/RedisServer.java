package io.chaintier.localstack;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A Redis server without persistence: after every restart it is empty, which its users must survive. */
public final class RedisServer extends ManagedServer {
    private static final byte[] PING = "PING\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final String PONG = "+PONG";

    private final List<String> usualConfig;
    private List<String> config;

    RedisServer(StackOptions options, StackPorts ports) {
        super("redis", loopback(1, ports.redis()), options.directory(), options.startTimeout());
        this.usualConfig = options.redisConfig();
        this.config = usualConfig;
    }

    /**
     * Starts the process with these lines at the end of {@code redis.conf}, for this one start instead of those of
     * the options, for example {@code maxmemory 10mb} or {@code appendonly yes}; later lines win.
     *
     * @throws StackException as {@link #start()} does
     */
    public synchronized void start(List<String> configLines) {
        config = List.copyOf(configLines);
        try {
            start();
        } finally {
            config = usualConfig;
        }
    }

    @Override
    ServerKind kind() {
        return ServerKind.REDIS;
    }

    @Override
    List<InetSocketAddress> listenAddresses() {
        return List.of(address());
    }

    @Override
    List<String> prepare(Path home) {
        Path file = home.resolve("redis.conf");
        ConfigFile.write(file, """
                bind 127.0.0.1
                port %d
                dir "%s"
                save ""
                appendonly no
                %s
                """.formatted(address().getPort(), home, String.join("\n", config)));
        return List.of(RedisBinary.here().find(home).toString(), file.toString());
    }

    @Override
    boolean answers() {
        return pongs(address());
    }

    /** Sends PING; a server that still loads its data answers something else than PONG. */
    static boolean pongs(InetSocketAddress address) {
        try (Socket socket = Probe.connect(address)) {
            socket.getOutputStream().write(PING);
            byte[] answer = socket.getInputStream().readNBytes(PONG.length());
            return PONG.equals(new String(answer, StandardCharsets.US_ASCII));
        } catch (IOException e) {
            return false;
        }
    }
}
