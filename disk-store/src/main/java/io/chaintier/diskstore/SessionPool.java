package io.chaintier.diskstore;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * One pool of connections (R7): a session to each cluster that some type of data is on, in the pool's datacenter. Types on
 * the same cluster share one. Safe for many threads.
 */
final class SessionPool implements AutoCloseable {
    private final CassandraConfig config;
    private final Pool pool;
    private final Map<ClusterConfig, ClusterSession> sessions = new HashMap<>();

    SessionPool(CassandraConfig config, Pool pool) {
        this.config = config;
        this.pool = pool;
        for (ClusterConfig cluster : config.clusters()) {
            sessions.put(
                    cluster,
                    new ClusterSession(
                            cluster,
                            pool,
                            Arrays.stream(DataType.values())
                                    .map(config::shard)
                                    .filter(shard -> shard.cluster().equals(cluster))
                                    .map(ShardConfig::keyspace)
                                    .toList()));
        }
    }

    /** @param prepare gets the statements ready, and fails where a table or column is not as they need it */
    <S> Shard<S> shard(DataType type, ShardHealth health, Shard.Preparation<S> prepare) {
        ShardConfig shard = config.shard(type);
        return new Shard<>(shard, pool, session(shard), health, prepare);
    }

    /** The session that a shard is on. */
    ClusterSession session(ShardConfig shard) {
        return session(shard.cluster());
    }

    ClusterSession session(ClusterConfig cluster) {
        return sessions.get(cluster);
    }

    @Override
    public void close() {
        sessions.values().forEach(ClusterSession::close);
    }
}
