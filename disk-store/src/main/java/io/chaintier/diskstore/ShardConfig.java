package io.chaintier.diskstore;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/**
 * Where one type of data is kept (R8).
 *
 * @param keyspace a letter, then letters, digits and {@code _}, all lowercase, 48 at most, as Cassandra wants it
 */
record ShardConfig(DataType type, String keyspace, ClusterConfig cluster, Copies copies) {
    static final Pattern KEYSPACE = Pattern.compile("[a-z][a-z0-9_]{0,47}");

    ShardConfig {
        requireNonNull(type, "type");
        requireNonNull(cluster, "cluster");
        requireNonNull(copies, "copies");
        if (!KEYSPACE.matcher(keyspace).matches()) {
            throw new IllegalArgumentException("expected a keyspace, but got \"" + keyspace + "\"");
        }
    }

    /** In messages: {@code shard receipt (keyspace chaintier_receipt)}. */
    @Override
    public String toString() {
        return "shard " + type + " (keyspace " + keyspace + ")";
    }
}
