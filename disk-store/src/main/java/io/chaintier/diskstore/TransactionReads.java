package io.chaintier.diskstore;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;

/** Questions about transactions: where they are, and their bodies. */
record TransactionReads(PreparedStatement locations, ChunkReads chunks) {
    static TransactionReads prepare(CqlSession session, ShardConfig shard) {
        return new TransactionReads(
                session.prepare("SELECT block_hash, number, position, WRITETIME(number) AS sequence FROM "
                        + shard.keyspace() + ".transaction_location WHERE chain = ? AND bucket = ? AND hash = ?"),
                ChunkReads.prepare(session, shard.keyspace() + ".transaction_chunk"));
    }
}
