package io.chaintier.diskstore;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;

/** Node data. */
record StateWrites(PreparedStatement entry) {
    static StateWrites prepare(CqlSession session, ShardConfig shard) {
        return new StateWrites(
                session.prepare("INSERT INTO " + shard.keyspace() + ".state_entry (chain, namespace, key,"
                        + " publisher, emitted_at, removed, value) VALUES (?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ?"));
    }
}
