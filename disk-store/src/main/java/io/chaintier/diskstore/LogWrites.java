package io.chaintier.diskstore;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;

/** Rows of the log index. */
record LogWrites(PreparedStatement posting) {
    static LogWrites prepare(CqlSession session, ShardConfig shard) {
        return new LogWrites(
                session.prepare("INSERT INTO " + shard.keyspace() + ".log_posting (chain, shard, bucket, term, number,"
                        + " sequence, receipts) VALUES (?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ?"));
    }
}
