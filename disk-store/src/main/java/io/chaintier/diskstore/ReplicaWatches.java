package io.chaintier.diskstore;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The trust in the replica datacenter of every cluster that something mutable is on, each watched all the time. Has
 * sessions of its own to the primary datacenters, whose nodes know what they still have for the replica.
 */
final class ReplicaWatches implements AutoCloseable {
    private final SessionPool primaries;
    private final Map<ClusterConfig, ReplicaTrust> trusts = new HashMap<>();
    private final List<ReplicaWatch> watches;

    /**
     * @param quiet    see {@link ReplicaTrust}
     * @param replicas the sessions of the reader that needs the trust
     */
    ReplicaWatches(CassandraConfig config, Duration quiet, SessionPool replicas) {
        primaries = new SessionPool(config, Pool.PRIMARY);
        watches = Arrays.stream(DataType.values())
                .filter(DataType::isMutable)
                .map(config::shard)
                .map(ShardConfig::cluster)
                .distinct()
                .map(cluster -> watch(config, cluster, quiet, replicas))
                .toList();
    }

    private ReplicaWatch watch(CassandraConfig config, ClusterConfig cluster, Duration quiet, SessionPool replicas) {
        ClusterSession replica = replicas.session(cluster);
        ReplicaTrust trust = new ReplicaTrust(replica.toString(), quiet, System::nanoTime);
        trusts.put(cluster, trust);
        replica.onNodeDown(node -> trust.trouble("node " + node + " went down"));
        ShardConfig index = config.shard(DataType.INDEX);
        Optional<String> heads = index.cluster().equals(cluster) ? Optional.of(index.keyspace()) : Optional.empty();
        return new ReplicaWatch(trust, cluster, heads, replica, primaries.session(cluster));
    }

    /** Empty where nothing on the cluster can be behind. */
    Optional<ReplicaTrust> trust(ClusterConfig cluster) {
        return Optional.ofNullable(trusts.get(cluster));
    }

    @Override
    public void close() {
        watches.forEach(ReplicaWatch::close);
        primaries.close();
    }
}
