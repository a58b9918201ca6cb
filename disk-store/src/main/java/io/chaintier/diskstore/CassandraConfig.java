package io.chaintier.diskstore;

import static java.util.Objects.requireNonNull;

import io.chaintier.config.Settings;
import io.chaintier.config.SettingsException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;

/**
 * Where in Cassandra each type of data is kept (R8), and how to reach it. Valid by construction.
 *
 * @param shards         of every type of data; no two share a keyspace of one cluster
 * @param migrateOnStart whether a writer makes tables that are absent or older itself
 * @param replicaQuiet   for how long nothing may have been wrong with a replica before it is believed about what changes;
 *                       empty where it is believed always
 */
public record CassandraConfig(
        Map<DataType, ShardConfig> shards, boolean migrateOnStart, Optional<Duration> replicaQuiet) {
    /** What begins with this goes to the driver: {@code cassandra.driver.basic.request.page-size=1000}. */
    public static final String DRIVER_PREFIX = "cassandra.driver.";

    /** What begins with this is about the cluster of the name that follows; {@link #from} refuses what it does not know. */
    public static final String CLUSTER_PREFIX = "cassandra.cluster.";

    private static final String KEYSPACE_PREFIX = "disk.keyspace.prefix";
    private static final String MIGRATE_ON_START = "disk.migrate.on.start";
    private static final String REPLICA_QUIET_MS = "disk.replica.quiet.ms";
    private static final Pattern PREFIX = Pattern.compile("[a-z][a-z0-9_]{0,29}");
    private static final Pattern CLUSTER_NAME = Pattern.compile("[a-z0-9_-]*");

    public CassandraConfig {
        requireNonNull(replicaQuiet, "replicaQuiet");
        shards = Map.copyOf(shards);
        Set<String> places = new HashSet<>();
        for (DataType type : DataType.values()) {
            ShardConfig shard = shards.get(type);
            if (shard == null) {
                throw new IllegalArgumentException("there is no shard of type " + type);
            }
            if (!places.add(shard.cluster().name() + "/" + shard.keyspace())) {
                throw new IllegalArgumentException(
                        "keyspace " + shard.keyspace() + " is that of two types of data, one of them " + type);
            }
        }
    }

    /** Every key with its default, but those of {@link #CLUSTER_PREFIX}; the defaults fit the local stack. */
    public static ConfigDef definition() {
        ConfigDef definition = Copies.defineForAll(ClusterConfig.define(new ConfigDef()), ClusterConfig.PREFIX)
                .define(
                        KEYSPACE_PREFIX,
                        Type.STRING,
                        "chaintier",
                        Validators.matching(
                                PREFIX, "a lowercase letter, then lowercase letters, digits and _, at most 30"),
                        Importance.MEDIUM,
                        "Prefix of the keyspaces of this deployment.")
                .define(
                        MIGRATE_ON_START,
                        Type.BOOLEAN,
                        true,
                        Importance.MEDIUM,
                        "Whether a sink makes keyspaces and tables that are absent, and brings older ones up to its own"
                                + " layout. If not, it stops and names them; `disk migrate` does it then.");
        definition.define(
                REPLICA_QUIET_MS,
                Type.INT,
                22_000,
                Range.between(-1, 3_600_000),
                Importance.LOW,
                "How long nothing may have been wrong with a replica datacenter before its heads and numbers are believed,"
                        + " in milliseconds: longer than a hint can be under way unseen, which is Cassandra's"
                        + " hints_flush_period and 10 seconds. -1 to believe them always.");
        for (DataType type : DataType.values()) {
            defineShard(definition, type);
        }
        return definition;
    }

    private static void defineShard(ConfigDef definition, DataType type) {
        String prefix = prefix(type);
        definition
                .define(
                        prefix + "keyspace",
                        Type.STRING,
                        null,
                        Validators.ifGiven(Validators.matching(
                                ShardConfig.KEYSPACE,
                                "a lowercase letter, then lowercase letters, digits and _, at most 48")),
                        Importance.LOW,
                        "Keyspace of this type of data; if not given, the prefix and _" + type + ".")
                .define(
                        prefix + "cluster",
                        Type.STRING,
                        "",
                        Validators.matching(CLUSTER_NAME, "lowercase letters, digits, - and _"),
                        Importance.MEDIUM,
                        "Cluster that this type of data is on, as NAME in cassandra.cluster.NAME.contact.points and any other"
                                + " setting of the cassandra. group; what that does not say is as without a name. Empty for"
                                + " the cluster without a name.");
        Copies.defineForOne(definition, prefix);
    }

    private static String prefix(DataType type) {
        return "disk." + type + ".";
    }

    /** @throws SettingsException naming the key, its value and what was expected */
    public static CassandraConfig from(Settings settings) {
        AbstractConfig values = settings.parse(definition());
        Map<String, ClusterConfig> clusters = new TreeMap<>();
        Map<DataType, ShardConfig> shards = new EnumMap<>(DataType.class);
        for (DataType type : DataType.values()) {
            String name = values.getString(prefix(type) + "cluster");
            Settings ofCluster = ofCluster(settings, type, name);
            clusters.computeIfAbsent(name, absent -> ClusterConfig.from(name, ofCluster));
            String keyspace = values.getString(prefix(type) + "keyspace");
            shards.put(
                    type,
                    new ShardConfig(
                            type,
                            keyspace == null ? values.getString(KEYSPACE_PREFIX) + "_" + type : keyspace,
                            clusters.get(name),
                            Copies.from(
                                            ofCluster.parse(Copies.defineForAll(new ConfigDef(), ClusterConfig.PREFIX)),
                                            ClusterConfig.PREFIX)
                                    .overriddenBy(values, prefix(type))));
        }
        refuseUnknown(settings, clusters.keySet());
        try {
            return new CassandraConfig(
                    shards,
                    values.getBoolean(MIGRATE_ON_START),
                    Optional.of(values.getInt(REPLICA_QUIET_MS))
                            .filter(quiet -> quiet >= 0)
                            .map(Duration::ofMillis));
        } catch (IllegalArgumentException e) {
            throw new SettingsException("disk.*.keyspace: " + e.getMessage(), e);
        }
    }

    private static Settings ofCluster(Settings settings, DataType type, String name) {
        if (name.isEmpty()) {
            return settings;
        }
        String prefix = CLUSTER_PREFIX + name + ".";
        for (String key : List.of(ClusterConfig.CONTACT_POINTS, ClusterConfig.REPLICA_CONTACT_POINTS)) {
            String needed = prefix + key.substring(ClusterConfig.PREFIX.length());
            if (!settings.sourcesOf(needed).containsKey(needed)) {
                throw new SettingsException(prefix(type) + "cluster=" + name
                        + ": expected a cluster that is described, but" + " there is no " + needed);
            }
        }
        return settings.overlaid(prefix, ClusterConfig.PREFIX);
    }

    /** Keys of clusters that no type of data is on, or that a cluster does not have: usually spelling mistakes. */
    private static void refuseUnknown(Settings settings, Set<String> clusters) {
        Set<String> known =
                Copies.defineForAll(ClusterConfig.define(new ConfigDef()), ClusterConfig.PREFIX).names().stream()
                        .map(key -> key.substring(ClusterConfig.PREFIX.length()))
                        .collect(Collectors.toSet());
        String driver = DRIVER_PREFIX.substring(ClusterConfig.PREFIX.length());
        settings.sourcesOf(CLUSTER_PREFIX).forEach((key, source) -> {
            String[] nameAndKey = key.substring(CLUSTER_PREFIX.length()).split("\\.", 2);
            if (!clusters.contains(nameAndKey[0])) {
                throw new SettingsException(key + " (from " + source + "): no type of data is on a cluster "
                        + nameAndKey[0] + "; set disk.TYPE.cluster=" + nameAndKey[0]);
            }
            if (nameAndKey.length < 2 || !known.contains(nameAndKey[1]) && !nameAndKey[1].startsWith(driver)) {
                throw new SettingsException(key + " (from " + source + "): there is no such setting");
            }
        });
    }

    ShardConfig shard(DataType type) {
        return shards.get(type);
    }

    /** Every cluster that some type of data is on, once. */
    Set<ClusterConfig> clusters() {
        return Arrays.stream(DataType.values())
                .map(type -> shard(type).cluster())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    Keyspaces keyspaces() {
        return new Keyspaces(Arrays.stream(DataType.values())
                .collect(Collectors.toMap(
                        Function.identity(), type -> shard(type).keyspace())));
    }
}
