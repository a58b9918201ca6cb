package io.chaintier.localstack;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/**
 * The ports of a stack; 0 asks for a free one. All Cassandra nodes share one client and one storage port, each
 * on a loopback address of its own.
 *
 * @param kafka            port of the broker's clients
 * @param kafkaController  port of the KRaft controller
 * @param redis            port of Redis
 * @param cassandra        port of CQL clients
 * @param cassandraStorage port between the nodes
 * @param cassandraJmx     JMX port of the first node; the n-th node has this plus n - 1
 */
public record StackPorts(
        int kafka, int kafkaController, int redis, int cassandra, int cassandraStorage, int cassandraJmx) {
    /** Whatever is free at the first start; a data directory keeps its ports from then on. */
    public static final StackPorts FREE = new StackPorts(0, 0, 0, 0, 0, 0);

    /** The ports these servers have by default, which the defaults of every command fit. */
    public static final StackPorts STANDARD = new StackPorts(9092, 9093, 6379, 9042, 7000, 7199);

    private static final int MAX_PORT = 65_535;

    /** @throws IllegalArgumentException if a port is not 0 to 65535 */
    public StackPorts {
        for (int port : new int[] {kafka, kafkaController, redis, cassandra, cassandraStorage, cassandraJmx}) {
            if (port < 0 || port > MAX_PORT) {
                throw new IllegalArgumentException("a port must be 0 to 65535: " + port);
            }
        }
    }

    /** The same, with the other's port wherever this asks for a free one. */
    StackPorts orElse(StackPorts other) {
        Map<String, Integer> others = other.byName();
        Map<String, Integer> merged = byName();
        merged.replaceAll((name, port) -> port == 0 ? others.get(name) : port);
        return of(merged);
    }

    Map<String, Integer> byName() {
        Map<String, Integer> byName = new LinkedHashMap<>();
        byName.put("kafka", kafka);
        byName.put("kafkaController", kafkaController);
        byName.put("redis", redis);
        byName.put("cassandra", cassandra);
        byName.put("cassandraStorage", cassandraStorage);
        byName.put("cassandraJmx", cassandraJmx);
        return byName;
    }

    static StackPorts of(Map<String, Integer> byName) {
        return new StackPorts(
                byName.get("kafka"),
                byName.get("kafkaController"),
                byName.get("redis"),
                byName.get("cassandra"),
                byName.get("cassandraStorage"),
                byName.get("cassandraJmx"));
    }

    Properties toProperties() {
        Properties properties = new Properties();
        byName().forEach((name, port) -> properties.setProperty("port." + name, Integer.toString(port)));
        return properties;
    }

    static StackPorts fromProperties(Properties properties) {
        Map<String, Integer> byName = FREE.byName();
        byName.replaceAll((name, free) -> Integer.valueOf(properties.getProperty("port." + name)));
        return of(byName);
    }
}
