package io.chaintier.diskstore;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;

/** What is canonical. */
record IndexWrites(PreparedStatement canonical, PreparedStatement head, PreparedStatement finality) {
    static IndexWrites prepare(CqlSession session, ShardConfig shard) {
        String head = "INSERT INTO " + shard.keyspace() + ".chain_head ";
        return new IndexWrites(
                session.prepare("INSERT INTO " + shard.keyspace()
                        + ".canonical_block (chain, bucket, number, hash) VALUES (?, ?, ?, ?) USING TIMESTAMP ?"),
                session.prepare(head + "(chain, head_number, head_hash) VALUES (?, ?, ?) USING TIMESTAMP ?"),
                session.prepare(head + "(chain, safe_number, safe_hash, finalized_number, finalized_hash)"
                        + " VALUES (?, ?, ?, ?, ?) USING TIMESTAMP ?"));
    }
}
