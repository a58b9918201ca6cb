package io.chaintier.diskstore;

import static java.util.Objects.requireNonNull;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;

/**
 * How many copies of a row there are and how many must answer.
 *
 * @param inPrimary   copies in the primary datacenter, 1 or more
 * @param inReplica   copies in the replica datacenter, 1 or more
 * @param write       of writes in the primary datacenter
 * @param primaryRead of reads there
 * @param replicaRead of reads in the replica datacenter
 */
record Copies(
        int inPrimary,
        int inReplica,
        ConsistencyLevel write,
        ConsistencyLevel primaryRead,
        ConsistencyLevel replicaRead) {
    private static final String REPLICATION = "replication.factor";
    private static final String REPLICA_REPLICATION = "replica.replication.factor";
    private static final String WRITE_CONSISTENCY = "write.consistency";
    private static final String READ_CONSISTENCY = "read.consistency";
    private static final String REPLICA_READ_CONSISTENCY = "replica.read.consistency";

    private static final ConfigDef.Validator FACTOR = Range.between(1, 9);
    private static final ConfigDef.Validator LOCAL = ValidString.in("LOCAL_ONE", "LOCAL_QUORUM");

    Copies {
        requireNonNull(write, "write");
        requireNonNull(primaryRead, "primaryRead");
        requireNonNull(replicaRead, "replicaRead");
        if (inPrimary < 1 || inReplica < 1) {
            throw new IllegalArgumentException(
                    "expected a replication factor of 1 or more, not " + inPrimary + " and " + inReplica);
        }
    }

    /** The keys of a cluster, which hold for every type of data on it. */
    static ConfigDef defineForAll(ConfigDef definition, String prefix) {
        return definition
                .define(
                        prefix + REPLICATION,
                        Type.INT,
                        1,
                        FACTOR,
                        Importance.HIGH,
                        "Copies of every row in the primary datacenter. Used when the keyspaces are created.")
                .define(
                        prefix + READ_CONSISTENCY,
                        Type.STRING,
                        "LOCAL_QUORUM",
                        LOCAL,
                        Importance.MEDIUM,
                        "Consistency of reads in the primary datacenter. Only together with writes at LOCAL_QUORUM is"
                                + " LOCAL_QUORUM enough for a definite \"not found\".")
                .define(
                        prefix + REPLICA_REPLICATION,
                        Type.INT,
                        1,
                        FACTOR,
                        Importance.HIGH,
                        "Copies of every row in the replica datacenter. Used when the keyspaces are created.")
                .define(
                        prefix + REPLICA_READ_CONSISTENCY,
                        Type.STRING,
                        "LOCAL_ONE",
                        LOCAL,
                        Importance.MEDIUM,
                        "Consistency of reads in the replica datacenter.")
                .define(
                        prefix + WRITE_CONSISTENCY,
                        Type.STRING,
                        "LOCAL_QUORUM",
                        LOCAL,
                        Importance.MEDIUM,
                        "Consistency of writes in the primary datacenter.");
    }

    /** The keys of one type of data; each that is absent is as its cluster has it. */
    static ConfigDef defineForOne(ConfigDef definition, String prefix) {
        String what = "of this type of data; if not given, that of its cluster.";
        return definition
                .define(
                        prefix + REPLICATION,
                        Type.INT,
                        null,
                        Validators.ifGiven(FACTOR),
                        Importance.LOW,
                        "Copies in the primary datacenter " + what)
                .define(
                        prefix + REPLICA_REPLICATION,
                        Type.INT,
                        null,
                        Validators.ifGiven(FACTOR),
                        Importance.LOW,
                        "Copies in the replica datacenter " + what)
                .define(
                        prefix + WRITE_CONSISTENCY,
                        Type.STRING,
                        null,
                        Validators.ifGiven(LOCAL),
                        Importance.LOW,
                        "Consistency of writes " + what)
                .define(
                        prefix + READ_CONSISTENCY,
                        Type.STRING,
                        null,
                        Validators.ifGiven(LOCAL),
                        Importance.LOW,
                        "Consistency of reads in the primary datacenter " + what)
                .define(
                        prefix + REPLICA_READ_CONSISTENCY,
                        Type.STRING,
                        null,
                        Validators.ifGiven(LOCAL),
                        Importance.LOW,
                        "Consistency of reads in the replica datacenter " + what);
    }

    static Copies from(AbstractConfig values, String prefix) {
        return new Copies(
                values.getInt(prefix + REPLICATION),
                values.getInt(prefix + REPLICA_REPLICATION),
                level(values.getString(prefix + WRITE_CONSISTENCY)),
                level(values.getString(prefix + READ_CONSISTENCY)),
                level(values.getString(prefix + REPLICA_READ_CONSISTENCY)));
    }

    /** These with what is given for one type of data on top. */
    Copies overriddenBy(AbstractConfig values, String prefix) {
        return new Copies(
                orElse(values.getInt(prefix + REPLICATION), inPrimary),
                orElse(values.getInt(prefix + REPLICA_REPLICATION), inReplica),
                orElse(values.getString(prefix + WRITE_CONSISTENCY), write),
                orElse(values.getString(prefix + READ_CONSISTENCY), primaryRead),
                orElse(values.getString(prefix + REPLICA_READ_CONSISTENCY), replicaRead));
    }

    ConsistencyLevel read(Pool pool) {
        return pool == Pool.PRIMARY ? primaryRead : replicaRead;
    }

    private static int orElse(Integer given, int otherwise) {
        return given == null ? otherwise : given;
    }

    private static ConsistencyLevel orElse(String given, ConsistencyLevel otherwise) {
        return given == null ? otherwise : level(given);
    }

    private static ConsistencyLevel level(String name) {
        return DefaultConsistencyLevel.valueOf(name);
    }
}
