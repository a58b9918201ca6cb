package io.chaintier.e2e.drill;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A network that fails on request: a TCP proxy on 127.0.0.1 before one server. It listens on one port for its whole life
 * and passes everything on, until it is told otherwise. Safe for many threads.
 */
final class FaultProxy implements AutoCloseable {
    private static final int CHUNK_BYTES = 16 << 10;
    private static final long NEVER = Long.MAX_VALUE;

    private final InetSocketAddress target;
    private final int port;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    /** Those to the server whose clients were cut off. */
    private final Set<Socket> cutOff = ConcurrentHashMap.newKeySet();

    private final AtomicLong cutAfterBytes = new AtomicLong(NEVER);
    private volatile ServerSocket listener;
    private volatile long delayNanos;
    private volatile long bytesPerSecond = NEVER;
    private volatile boolean swallows;

    private FaultProxy(InetSocketAddress target, int port) {
        this.target = target;
        listener = listen(port);
        this.port = listener.getLocalPort();
        accept(listener);
    }

    /** On a free port. The server need not be there yet: a client's connection is closed if it is not. */
    static FaultProxy before(InetSocketAddress target) {
        return new FaultProxy(target, 0);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    String hostAndPort() {
        return "127.0.0.1:" + port;
    }

    /** The network is well again. Connections that lost bytes are reset, for a stream with a hole is no stream. */
    void pass() {
        delayNanos = 0;
        bytesPerSecond = NEVER;
        cutAfterBytes.set(NEVER);
        if (swallows) {
            swallows = false;
            reset();
        }
        if (listener.isClosed()) {
            listener = listen(port);
            accept(listener);
        }
    }

    /** Every chunk of bytes waits so long, in both directions. */
    void delay(Duration each) {
        delayNanos = each.toNanos();
    }

    /** No connection carries more than this, in each direction. */
    void throttle(long atMostBytesPerSecond) {
        bytesPerSecond = atMostBytesPerSecond;
    }

    /**
     * So many more bytes of clients reach the server, exactly, counted over all connections; then every connection is
     * reset, once. What the server answers to the last bytes is lost.
     */
    void cutAfter(long bytes) {
        cutAfterBytes.set(bytes);
    }

    /** Half-open: connections are made and stay, and whatever is sent on them, also on older ones, disappears. */
    void swallow() {
        swallows = true;
    }

    /** Existing connections are reset and new ones refused, as by a machine without the server. */
    void refuse() {
        closeQuietly(listener);
        reset();
    }

    /** Existing connections are reset; new ones may be made. */
    void reset() {
        sockets.forEach(FaultProxy::resetQuietly);
        sockets.clear();
    }

    @Override
    public void close() {
        refuse();
    }

    private static ServerSocket listen(int port) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException("the proxy cannot listen on port " + port, e);
        }
    }

    private void accept(ServerSocket on) {
        daemon("proxy-" + port, () -> {
            while (!on.isClosed()) {
                try {
                    connect(on.accept());
                } catch (IOException e) {
                    // Closed: refused from now on.
                }
            }
        });
    }

    private void connect(Socket client) {
        Socket server = new Socket();
        try {
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            server.connect(target, 2_000);
            sockets.add(client);
            sockets.add(server);
            daemon("proxy-up-" + port, () -> pump(client, server, true));
            daemon("proxy-down-" + port, () -> pump(server, client, false));
        } catch (IOException e) {
            resetQuietly(client);
            resetQuietly(server);
        }
    }

    private void pump(Socket from, Socket to, boolean fromClient) {
        byte[] chunk = new byte[CHUNK_BYTES];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            while (true) {
                int read = in.read(chunk);
                if (read < 0) {
                    break;
                }
                sleep(delayNanos);
                pace(read);
                if (swallows) {
                    continue;
                }
                // Counted before they are sent: whoever has an answer to them may be the next to set the limit.
                long left = fromClient ? cutAfterBytes.getAndUpdate(bytes -> leftBehind(bytes, read)) : NEVER;
                out.write(chunk, 0, (int) Math.min(read, left));
                if (left <= read) {
                    cutAfterBytes.set(NEVER);
                    // A reset would take back what the server has not read yet; an end does not.
                    cutOff.add(to);
                    sockets.remove(to);
                    reset();
                    to.shutdownOutput();
                    return;
                }
            }
            to.shutdownOutput();
        } catch (IOException e) {
            if (cutOff.remove(from)) {
                drain(from);
            } else {
                resetQuietly(from);
                resetQuietly(to);
            }
        } finally {
            sockets.remove(from);
        }
    }

    private static long leftBehind(long left, int read) {
        return left == NEVER ? NEVER : Math.max(0, left - read);
    }

    /** Hears the server out, to which closing the socket before would be a reset, too. */
    private static void drain(Socket server) {
        try (server) {
            server.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // The server has ended it.
        }
    }

    private void pace(int bytes) {
        if (bytesPerSecond != NEVER) {
            sleep(TimeUnit.SECONDS.toNanos(bytes) / bytesPerSecond);
        }
    }

    private static void sleep(long nanos) {
        if (nanos > 0) {
            try {
                TimeUnit.NANOSECONDS.sleep(nanos);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void resetQuietly(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // Closed already.
        }
    }

    private static void closeQuietly(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Closed already.
        }
    }
}
