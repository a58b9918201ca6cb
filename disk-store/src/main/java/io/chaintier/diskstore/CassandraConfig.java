package io.chaintier.diskstore;

import static java.util.Objects.requireNonNull;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
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
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/**
 * How to reach Cassandra and how to keep data in it. Valid by construction.
 *
 * @param primary             where writes go, and reads that the replica could not answer
 * @param replica             where reads go first
 * @param credentials         empty where the servers ask for none
 * @param keyspacePrefix      of all keyspaces of one deployment: a letter, then letters, digits and {@code _}, at most 30
 * @param writeConsistency    in the primary datacenter
 * @param requestTimeout      of one request, the wait in the client's queue included
 * @param connectTimeout      of one attempt to connect
 * @param maxRequestsInFlight requests that one writer or reader has under way at once, 1 or more; a batch counts as many
 *                            as the partitions it writes to
 * @param driver              settings of the driver by their path, on top of ours
 */
public record CassandraConfig(
        Datacenter primary,
        Datacenter replica,
        Optional<Credentials> credentials,
        String keyspacePrefix,
        ConsistencyLevel writeConsistency,
        Duration requestTimeout,
        Duration connectTimeout,
        int maxRequestsInFlight,
        Map<String, String> driver) {
    private static final String CONTACT_POINTS = "cassandra.contact.points";
    private static final String DATACENTER = "cassandra.datacenter";
    private static final String REPLICATION = "cassandra.replication.factor";
    private static final String READ_CONSISTENCY = "cassandra.read.consistency";
    private static final String REPLICA_CONTACT_POINTS = "cassandra.replica.contact.points";
    private static final String REPLICA_DATACENTER = "cassandra.replica.datacenter";
    private static final String REPLICA_REPLICATION = "cassandra.replica.replication.factor";
    private static final String REPLICA_READ_CONSISTENCY = "cassandra.replica.read.consistency";
    private static final String WRITE_CONSISTENCY = "cassandra.write.consistency";
    private static final String USERNAME = "cassandra.username";
    private static final String PASSWORD = "cassandra.password";
    private static final String REQUEST_TIMEOUT_MS = "cassandra.request.timeout.ms";
    private static final String CONNECT_TIMEOUT_MS = "cassandra.connect.timeout.ms";
    private static final String MAX_IN_FLIGHT = "cassandra.max.in.flight.requests";
    private static final String KEYSPACE_PREFIX = "disk.keyspace.prefix";

    /** What begins with this goes to the driver: {@code cassandra.driver.basic.request.page-size=1000}. */
    public static final String DRIVER_PREFIX = "cassandra.driver.";

    private static final Pattern PREFIX = Pattern.compile("[a-z][a-z0-9_]{0,29}");
    private static final Pattern DATACENTER_NAME = Pattern.compile("[-_.a-zA-Z0-9]+");
    private static final int MINUTE_MS = 60_000;

    /**
     * One datacenter of the cluster.
     *
     * @param name              as the servers call it
     * @param contactPoints     of this datacenter only, one or more
     * @param replicationFactor copies of every row, 1 or more
     * @param readConsistency   of all reads here
     */
    public record Datacenter(
            String name,
            List<InetSocketAddress> contactPoints,
            int replicationFactor,
            ConsistencyLevel readConsistency) {
        public Datacenter {
            requireNonNull(readConsistency, "readConsistency");
            contactPoints = List.copyOf(contactPoints);
            if (!DATACENTER_NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("expected a datacenter's name, but got \"" + name + "\"");
            }
            if (contactPoints.isEmpty() || replicationFactor < 1) {
                throw new IllegalArgumentException(
                        "datacenter " + name + " needs a contact point and a replication factor of 1 or more");
            }
        }
    }

    /** The password is never shown. */
    public record Credentials(String username, String password) {
        public Credentials {
            requireNonNull(username, "username");
            requireNonNull(password, "password");
        }

        @Override
        public String toString() {
            return username + " with a password";
        }
    }

    public CassandraConfig {
        requireNonNull(primary, "primary");
        requireNonNull(replica, "replica");
        requireNonNull(credentials, "credentials");
        requireNonNull(writeConsistency, "writeConsistency");
        requireNonNull(requestTimeout, "requestTimeout");
        requireNonNull(connectTimeout, "connectTimeout");
        driver = Map.copyOf(driver);
        if (!PREFIX.matcher(keyspacePrefix).matches()) {
            throw new IllegalArgumentException(
                    "expected a keyspace prefix such as chaintier, but got \"" + keyspacePrefix + "\"");
        }
        if (maxRequestsInFlight < 1) {
            throw new IllegalArgumentException("expected 1 request in flight or more, not " + maxRequestsInFlight);
        }
    }

    /** Every key with its default; the defaults fit the local stack. */
    public static ConfigDef definition() {
        ConfigDef.Validator local = ValidString.in("LOCAL_ONE", "LOCAL_QUORUM");
        ConfigDef.Validator copies = Range.between(1, 9);
        ConfigDef.Validator milliseconds = Range.between(100, MINUTE_MS);
        return new ConfigDef()
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
                        nameValidator(DATACENTER_NAME, "the name of a datacenter"),
                        Importance.HIGH,
                        "The datacenter that writes go to.")
                .define(
                        REPLICATION,
                        Type.INT,
                        1,
                        copies,
                        Importance.HIGH,
                        "Copies of every row in the primary datacenter. Used when the keyspaces are created.")
                .define(
                        READ_CONSISTENCY,
                        Type.STRING,
                        "LOCAL_QUORUM",
                        local,
                        Importance.MEDIUM,
                        "Consistency of reads in the primary datacenter. Only together with writes at LOCAL_QUORUM is"
                                + " LOCAL_QUORUM enough for a definite \"not found\".")
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
                        nameValidator(DATACENTER_NAME, "the name of a datacenter"),
                        Importance.HIGH,
                        "The datacenter that reads go to first. Cassandra keeps it in step with the primary.")
                .define(
                        REPLICA_REPLICATION,
                        Type.INT,
                        1,
                        copies,
                        Importance.HIGH,
                        "Copies of every row in the replica datacenter. Used when the keyspaces are created.")
                .define(
                        REPLICA_READ_CONSISTENCY,
                        Type.STRING,
                        "LOCAL_ONE",
                        local,
                        Importance.MEDIUM,
                        "Consistency of reads in the replica datacenter.")
                .define(
                        WRITE_CONSISTENCY,
                        Type.STRING,
                        "LOCAL_QUORUM",
                        local,
                        Importance.MEDIUM,
                        "Consistency of writes in the primary datacenter.")
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
                                + " writes to.")
                .define(
                        KEYSPACE_PREFIX,
                        Type.STRING,
                        "chaintier",
                        nameValidator(PREFIX, "a lowercase letter, then lowercase letters, digits and _, at most 30"),
                        Importance.MEDIUM,
                        "Prefix of the keyspaces of this deployment.");
    }

    /** @throws SettingsException naming the key, its value and what was expected */
    public static CassandraConfig from(Settings settings) {
        AbstractConfig values = settings.parse(definition());
        Password password = values.getPassword(PASSWORD);
        String username = values.getString(USERNAME);
        Map<String, String> driver = new HashMap<>();
        settings.passThrough(DRIVER_PREFIX).forEach((path, value) -> driver.put(path, value.toString()));
        return new CassandraConfig(
                new Datacenter(
                        values.getString(DATACENTER),
                        addresses(values, CONTACT_POINTS),
                        values.getInt(REPLICATION),
                        DefaultConsistencyLevel.valueOf(values.getString(READ_CONSISTENCY))),
                new Datacenter(
                        values.getString(REPLICA_DATACENTER),
                        addresses(values, REPLICA_CONTACT_POINTS),
                        values.getInt(REPLICA_REPLICATION),
                        DefaultConsistencyLevel.valueOf(values.getString(REPLICA_READ_CONSISTENCY))),
                username.isEmpty() ? Optional.empty() : Optional.of(new Credentials(username, password.value())),
                values.getString(KEYSPACE_PREFIX),
                DefaultConsistencyLevel.valueOf(values.getString(WRITE_CONSISTENCY)),
                Duration.ofMillis(values.getInt(REQUEST_TIMEOUT_MS)),
                Duration.ofMillis(values.getInt(CONNECT_TIMEOUT_MS)),
                values.getInt(MAX_IN_FLIGHT),
                driver);
    }

    Keyspaces keyspaces() {
        return new Keyspaces(keyspacePrefix);
    }

    private static ConfigDef.Validator nameValidator(Pattern pattern, String expected) {
        return ConfigDef.LambdaValidator.with(
                (key, value) -> {
                    if (!pattern.matcher((String) value).matches()) {
                        throw new ConfigException(key, value, "expected " + expected);
                    }
                },
                () -> expected);
    }

    private static List<InetSocketAddress> addresses(AbstractConfig values, String key) {
        List<String> points = values.getList(key);
        if (points.isEmpty()) {
            throw new SettingsException(key + "=: expected one host:port or more", null);
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
