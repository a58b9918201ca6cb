package io.chaintier.diskstore;

import static java.util.Objects.requireNonNull;

import io.chaintier.config.Settings;
import io.chaintier.config.SettingsException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.types.Password;

/**
 * One Cassandra cluster and how to reach it. Valid by construction.
 *
 * @param name                of our own for it; empty for the one that everything is on unless told otherwise
 * @param primary             where writes go, and reads that the replica could not answer
 * @param replica             where reads go first
 * @param credentials         empty where the servers ask for none
 * @param requestTimeout      of one request, the wait in the client's queue included
 * @param connectTimeout      of one attempt to connect
 * @param maxRequestsInFlight requests that one pool has under way at once, 1 or more; a batch counts as many as the
 *                            partitions it writes to
 * @param driver              settings of the driver by their path, on top of ours
 */
record ClusterConfig(
        String name,
        Datacenter primary,
        Datacenter replica,
        Optional<Credentials> credentials,
        Duration requestTimeout,
        Duration connectTimeout,
        int maxRequestsInFlight,
        Map<String, String> driver) {
    static final String PREFIX = "cassandra.";
    static final String CONTACT_POINTS = "cassandra.contact.points";
    static final String REPLICA_CONTACT_POINTS = "cassandra.replica.contact.points";

    private static final String DATACENTER = "cassandra.datacenter";
    private static final String REPLICA_DATACENTER = "cassandra.replica.datacenter";
    private static final String USERNAME = "cassandra.username";
    private static final String PASSWORD = "cassandra.password";
    private static final String REQUEST_TIMEOUT_MS = "cassandra.request.timeout.ms";
    private static final String CONNECT_TIMEOUT_MS = "cassandra.connect.timeout.ms";
    private static final String MAX_IN_FLIGHT = "cassandra.max.in.flight.requests";

    private static final Pattern DATACENTER_NAME = Pattern.compile("[-_.a-zA-Z0-9]+");
    private static final int MINUTE_MS = 60_000;

    /**
     * One datacenter of a cluster.
     *
     * @param name          as the servers call it
     * @param contactPoints of this datacenter only, one or more
     */
    record Datacenter(String name, List<InetSocketAddress> contactPoints) {
        Datacenter {
            contactPoints = List.copyOf(contactPoints);
            if (!DATACENTER_NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("expected a datacenter's name, but got \"" + name + "\"");
            }
            if (contactPoints.isEmpty()) {
                throw new IllegalArgumentException("datacenter " + name + " needs a contact point");
            }
        }
    }

    /** The password is never shown. */
    record Credentials(String username, String password) {
        Credentials {
            requireNonNull(username, "username");
            requireNonNull(password, "password");
        }

        @Override
        public String toString() {
            return username + " with a password";
        }
    }

    ClusterConfig {
        requireNonNull(name, "name");
        requireNonNull(primary, "primary");
        requireNonNull(replica, "replica");
        requireNonNull(credentials, "credentials");
        requireNonNull(requestTimeout, "requestTimeout");
        requireNonNull(connectTimeout, "connectTimeout");
        driver = Map.copyOf(driver);
        if (maxRequestsInFlight < 1) {
            throw new IllegalArgumentException("expected 1 request in flight or more, not " + maxRequestsInFlight);
        }
    }

    static ConfigDef define(ConfigDef definition) {
        ConfigDef.Validator milliseconds = Range.between(100, MINUTE_MS);
        return definition
                .define(
                        CONTACT_POINTS,
                        Type.LIST,
                        "127.0.0.1:9042",
                        Importance.HIGH,
                        "Nodes of the primary datacenter to begin with, as host:port.")
                .define(
                        DATACENTER,
                        Type.STRING,
                        "primary",
                        Validators.matching(DATACENTER_NAME, "the name of a datacenter"),
                        Importance.HIGH,
                        "The datacenter that writes go to.")
                .define(
                        REPLICA_CONTACT_POINTS,
                        Type.LIST,
                        "127.0.0.2:9042",
                        Importance.HIGH,
                        "Nodes of the replica datacenter to begin with, as host:port.")
                .define(
                        REPLICA_DATACENTER,
                        Type.STRING,
                        "replica",
                        Validators.matching(DATACENTER_NAME, "the name of a datacenter"),
                        Importance.HIGH,
                        "The datacenter that reads go to first. Cassandra keeps it in step with the primary.")
                .define(
                        USERNAME,
                        Type.STRING,
                        "",
                        Importance.MEDIUM,
                        "Who to log in as; empty where the servers ask for no credentials.")
                .define(PASSWORD, Type.PASSWORD, "", Importance.MEDIUM, "The password that belongs to it.")
                .define(
                        REQUEST_TIMEOUT_MS,
                        Type.INT,
                        5_000,
                        milliseconds,
                        Importance.MEDIUM,
                        "Bound of one request in milliseconds, the wait in the client's queue included.")
                .define(
                        CONNECT_TIMEOUT_MS,
                        Type.INT,
                        5_000,
                        milliseconds,
                        Importance.MEDIUM,
                        "Bound of one attempt to connect in milliseconds.")
                .define(
                        MAX_IN_FLIGHT,
                        Type.INT,
                        256,
                        Range.between(1, 16_384),
                        Importance.LOW,
                        "Requests that one writer or reader has under way at once; a batch counts as many as the partitions it"
                                + " writes to.");
    }

    /** @throws SettingsException naming the key, its value and what was expected */
    static ClusterConfig from(String name, Settings settings) {
        AbstractConfig values = settings.parse(define(new ConfigDef()));
        Password password = values.getPassword(PASSWORD);
        String username = values.getString(USERNAME);
        Map<String, String> driver = new HashMap<>();
        settings.passThrough(CassandraConfig.DRIVER_PREFIX)
                .forEach((path, value) -> driver.put(path, value.toString()));
        return new ClusterConfig(
                name,
                new Datacenter(values.getString(DATACENTER), addresses(values, CONTACT_POINTS)),
                new Datacenter(values.getString(REPLICA_DATACENTER), addresses(values, REPLICA_CONTACT_POINTS)),
                username.isEmpty() ? Optional.empty() : Optional.of(new Credentials(username, password.value())),
                Duration.ofMillis(values.getInt(REQUEST_TIMEOUT_MS)),
                Duration.ofMillis(values.getInt(CONNECT_TIMEOUT_MS)),
                values.getInt(MAX_IN_FLIGHT),
                driver);
    }

    Datacenter datacenter(Pool pool) {
        return pool == Pool.PRIMARY ? primary : replica;
    }

    private static List<InetSocketAddress> addresses(AbstractConfig values, String key) {
        List<String> points = values.getList(key);
        if (points.isEmpty()) {
            throw new SettingsException(key + "=: expected one host:port or more");
        }
        return points.stream().map(point -> address(key, point)).toList();
    }

    /** Host and port; an IPv6 address is in brackets, as in {@code [::1]:9042}. */
    private static InetSocketAddress address(String key, String point) {
        int colon = point.lastIndexOf(':');
        try {
            return new InetSocketAddress(point.substring(0, colon), Integer.parseInt(point.substring(colon + 1)));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new SettingsException(key + "=" + point + ": expected host:port", e);
        }
    }
}
