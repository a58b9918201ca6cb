package io.chaintier.diskstore;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;

/** Questions about what is canonical. */
record IndexReads(
        PreparedStatement chains,
        PreparedStatement head,
        PreparedStatement canonical,
        PreparedStatement canonicalRange) {
    static IndexReads prepare(CqlSession session, ShardConfig shard) {
        String heads = " FROM " + shard.keyspace() + ".chain_head";
        String canonical = "SELECT number, hash, WRITETIME(hash) AS sequence FROM " + shard.keyspace()
                + ".canonical_block WHERE chain = ? AND bucket = ?";
        return new IndexReads(
                session.prepare("SELECT chain" + heads),
                session.prepare("SELECT head_number, head_hash, WRITETIME(head_hash) AS sequence, safe_number,"
                        + " safe_hash, finalized_number, finalized_hash" + heads + " WHERE chain = ?"),
                session.prepare(canonical + " AND number = ?"),
                session.prepare(canonical + " AND number >= ? AND number <= ? ORDER BY number DESC"));
    }
}
