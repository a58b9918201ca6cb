package io.chaintier.diskstore;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import java.util.concurrent.CompletableFuture;

/**
 * One row to write, and the shard that it belongs to.
 *
 * @param health    of the shard, which learns what becomes of it
 * @param session   of the shard
 * @param statement bound, with its consistency
 */
record Write(ShardHealth health, CqlSession session, BoundStatement statement) {
    /** @param attempt what it is, for messages: {@code write block 7 to} */
    CompletableFuture<AsyncResultSet> send(String attempt) {
        return send(attempt, statement);
    }

    /** Sends a batch in this row's place, which is one of it. */
    CompletableFuture<AsyncResultSet> send(String attempt, Statement<?> batch) {
        return health.watch(attempt, true, session.executeAsync(batch).toCompletableFuture());
    }
}
