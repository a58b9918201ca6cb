package io.chaintier.diskstore;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;

/** Questions about node data. */
record StateReads(PreparedStatement entry, PreparedStatement namespace) {
    static StateReads prepare(CqlSession session, ShardConfig shard) {
        String ofNamespace = "SELECT key, publisher, emitted_at, removed, value, WRITETIME(removed) AS version FROM "
                + shard.keyspace() + ".state_entry WHERE chain = ? AND namespace = ?";
        return new StateReads(session.prepare(ofNamespace + " AND key = ?"), session.prepare(ofNamespace));
    }
}
