package io.chaintier.localstack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Finds free ports and explains taken ones. */
final class Ports {
    /**
     * Free ports come from below the range the kernel gives to outgoing connections: otherwise one of those could
     * take the port of a server while that server is down for a restart.
     */
    private static final int LOWEST = 15_000;

    private static final int BELOW = 32_000;
    private static final int ATTEMPTS = 1_000;

    private final RandomGenerator random;

    Ports(RandomGenerator random) {
        this.random = random;
    }

    /**
     * Replaces each 0 by a port that is free on all the given addresses at this moment.
     *
     * @param jmxPorts how many consecutive ports are needed from {@link StackPorts#cassandraJmx()} on
     */
    StackPorts resolve(StackPorts wanted, List<InetAddress> addresses, int jmxPorts) {
        Set<Integer> used = new HashSet<>(wanted.byName().values());
        Map<String, Integer> resolved = new LinkedHashMap<>();
        wanted.byName().forEach((name, port) -> {
            int consecutive = name.equals("cassandraJmx") ? jmxPorts : 1;
            resolved.put(name, port == 0 ? pick(addresses, consecutive, used) : port);
        });
        return StackPorts.of(resolved);
    }

    private int pick(List<InetAddress> addresses, int consecutive, Set<Integer> used) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int first = random.nextInt(LOWEST, BELOW - consecutive);
            if (allFree(addresses, first, consecutive, used)) {
                for (int port = first; port < first + consecutive; port++) {
                    used.add(port);
                }
                return first;
            }
        }
        throw new StackException("no free port found between " + LOWEST + " and " + BELOW);
    }

    private static boolean allFree(List<InetAddress> addresses, int first, int consecutive, Set<Integer> used) {
        for (int port = first; port < first + consecutive; port++) {
            for (InetAddress address : addresses) {
                if (used.contains(port) || !isFree(new InetSocketAddress(address, port))) {
                    return false;
                }
            }
        }
        return true;
    }

    /** @throws StackException if something listens at one of the addresses; the message names server and port */
    static void requireFree(String server, List<InetSocketAddress> addresses) {
        for (InetSocketAddress address : addresses) {
            if (!isFree(address)) {
                throw new StackException(server + " cannot start: port " + address.getPort() + " of "
                        + address.getAddress().getHostAddress()
                        + " is taken by another process; stop that one (find it with"
                        + " `ss -ltnp` or `lsof -i :" + address.getPort() + "`) or choose another port");
            }
        }
    }

    /** @throws StackException if this machine has no such loopback address */
    static void requireLoopback(List<InetAddress> addresses) {
        for (InetAddress address : addresses) {
            if (!isFree(new InetSocketAddress(address, 0))) {
                throw new StackException("this machine has no address " + address.getHostAddress()
                        + ", which a Cassandra node needs for itself; on macOS add it with `sudo ifconfig lo0 alias "
                        + address.getHostAddress() + "`");
            }
        }
    }

    private static boolean isFree(InetSocketAddress address) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(address);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
