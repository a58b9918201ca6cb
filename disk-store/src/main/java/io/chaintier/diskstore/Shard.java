package io.chaintier.diskstore;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.chaintier.store.StoreException;
import io.chaintier.store.StorePart;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * One type of data in one pool (R8): its statements, prepared when they are first needed, on the session that it shares with
 * the other types on its cluster. Whoever does not need this type neither waits for it nor notices that it is down. Safe for
 * many threads.
 *
 * @param <S> the prepared statements
 */
final class Shard<S> {
    private final ShardConfig config;
    private final Pool pool;
    private final ClusterSession cluster;
    private final Lazy<Prepared<S>> prepared;
    private final ShardHealth health;

    /** Gets the statements of one type ready. */
    @FunctionalInterface
    interface Preparation<S> {
        S prepare(CqlSession session, ShardConfig shard);
    }

    private record Prepared<S>(CqlSession session, S statements) {}

    Shard(ShardConfig config, Pool pool, ClusterSession cluster, ShardHealth health, Preparation<S> prepare) {
        this.config = config;
        this.pool = pool;
        this.cluster = cluster;
        this.health = health;
        prepared = new Lazy<>(toString(), () -> {
            CqlSession session = cluster.get(Deadline.none());
            return new Prepared<>(session, prepare.prepare(session, config));
        });
    }

    /** @throws StoreException if the shard cannot be reached by then, or is not set up for us */
    void open(Deadline deadline) {
        prepared.get(deadline);
    }

    /**
     * Sends at once, or as soon as the statements are there. Never blocks.
     *
     * @param which one of the statements
     * @return its rows; fails where the shard cannot be reached, or is not set up for us
     */
    CompletableFuture<List<Row>> read(Deadline deadline, Function<S, PreparedStatement> which, Object... values) {
        return read(deadline, Integer.MAX_VALUE, which, values);
    }

    /** @param pageRows rows that a server sends at once */
    CompletableFuture<List<Row>> read(
            Deadline deadline, int pageRows, Function<S, PreparedStatement> which, Object... values) {
        Optional<StoreException> refusal = health.refusal();
        return refusal.isPresent()
                ? CompletableFuture.failedFuture(refusal.get())
                : health.watch("read", deadline.isFair(), prepared.future().thenCompose(ready -> {
                    BoundStatement statement = which.apply(ready.statements())
                            .bind(values)
                            .setConsistencyLevel(config.copies().read(pool))
                            .setTimeout(deadline.remaining(cluster.requestTimeout()));
                    return ready.session()
                            .executeAsync(pageRows < Integer.MAX_VALUE ? statement.setPageSize(pageRows) : statement)
                            .thenCompose(AllRows::of);
                }));
    }

    /**
     * A write, not sent yet.
     *
     * @throws StoreException if the shard cannot be reached, or is not set up for us
     */
    Write write(Function<S, PreparedStatement> which, Object... values) {
        Prepared<S> ready = prepared.get(Deadline.none());
        BoundStatement statement = which.apply(ready.statements())
                .bind(values)
                .setConsistencyLevel(config.copies().write());
        return new Write(health, ready.session(), statement);
    }

    /** How it is doing. */
    StorePart part() {
        return health.part();
    }

    @Override
    public String toString() {
        return config + " in " + cluster;
    }
}
