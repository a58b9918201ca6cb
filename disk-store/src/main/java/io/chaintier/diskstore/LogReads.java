package io.chaintier.diskstore;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;

/** Questions about the log index. */
record LogReads(PreparedStatement range, PreparedStatement numbers) {
    static LogReads prepare(CqlSession session, ShardConfig shard) {
        String ofTerm = "SELECT number, sequence, receipts FROM " + shard.keyspace() + ".log_posting"
                + " WHERE chain = ? AND shard = ? AND bucket = ? AND term = ?";
        return new LogReads(
                session.prepare(ofTerm + " AND number >= ? AND number <= ? LIMIT ?"),
                session.prepare(ofTerm + " AND number IN ?"));
    }
}
