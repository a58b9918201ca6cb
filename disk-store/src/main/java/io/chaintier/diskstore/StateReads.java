package io.chaintier.diskstore;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;

/** Questions about node data. */
record StateReads(PreparedStatement entry) {
    static StateReads prepare(CqlSession session, ShardConfig shard) {
        return new StateReads(
                session.prepare("SELECT publisher, emitted_at, removed, value, WRITETIME(removed) AS version FROM "
                        + shard.keyspace() + ".state_entry WHERE chain = ? AND namespace = ? AND key = ?"));
    }
}
