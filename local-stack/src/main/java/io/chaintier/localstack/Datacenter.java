package io.chaintier.localstack;

import java.util.Locale;

/** The two Cassandra datacenters: writes go to the primary, Cassandra itself replicates them to the replica. */
public enum Datacenter {
    PRIMARY,
    REPLICA;

    /** @return the name Cassandra knows it by, as in {@code NetworkTopologyStrategy} and {@code local-datacenter} */
    public String cassandraName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
