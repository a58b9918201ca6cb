package io.chaintier.diskstore;

import com.datastax.oss.driver.api.core.CqlSession;
import io.chaintier.store.StoreException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * The keyspaces and tables of the disk tier, looked at and brought up to date. Every call connects to the primary
 * datacenters that it needs, and throws {@link StoreException} where that fails. For one thread.
 */
public final class DiskSchema implements AutoCloseable {
    private final CassandraConfig config;
    private final SessionPool sessions;

    public DiskSchema(CassandraConfig config) {
        this.config = config;
        sessions = new SessionPool(config, Pool.PRIMARY);
    }

    /**
     * The layout of one type of data.
     *
     * @param cluster  its name; empty for the one without
     * @param version  that the tables have; 0 where there are none
     * @param newest   that this program reads and writes
     */
    public record ShardLayout(String type, String cluster, String keyspace, int version, int newest) {}

    /** Of every type of data. */
    public List<ShardLayout> layouts() {
        return Arrays.stream(DataType.values())
                .map(config::shard)
                .map(shard -> ask(shard, schema -> layout(shard, schema)))
                .toList();
    }

    /** Every statement that {@link #migrate} would run now, in order. */
    public List<String> plan() {
        return Arrays.stream(DataType.values())
                .flatMap(type -> ask(config.shard(type), ShardSchema::plan).stream())
                .toList();
    }

    /**
     * Makes what is absent and changes what is older. May be run again, by several at once, and while services run.
     *
     * @return the layouts that are there now
     * @throws io.chaintier.store.StoreMisconfiguredException if tables are of a newer version
     */
    public List<ShardLayout> migrate() {
        return Arrays.stream(DataType.values())
                .map(config::shard)
                .map(shard -> ask(shard, schema -> {
                    schema.migrate();
                    schema.requireNewest();
                    return layout(shard, schema);
                }))
                .toList();
    }

    private <T> T ask(ShardConfig shard, Function<ShardSchema, T> question) {
        CqlSession session = sessions.session(shard).get(Deadline.none());
        try {
            return question.apply(new ShardSchema(session, shard, Migrations.ours()));
        } catch (RuntimeException e) {
            throw DriverFailures.translate("look at the tables of " + shard, e);
        }
    }

    private static ShardLayout layout(ShardConfig shard, ShardSchema schema) {
        return new ShardLayout(
                shard.type().toString(), shard.cluster().name(), shard.keyspace(), schema.version(), schema.newest());
    }

    @Override
    public void close() {
        sessions.close();
    }
}
