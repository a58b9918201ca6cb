package io.chaintier.diskstore;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;

/** Rows of transactions: their bodies, and where they are. */
record TransactionWrites(PreparedStatement chunk, PreparedStatement location) {
    static TransactionWrites prepare(CqlSession session, ShardConfig shard) {
        return new TransactionWrites(
                session.prepare("INSERT INTO " + shard.keyspace() + ".transaction_chunk (chain, block_hash, sequence,"
                        + " first_index, piece, items) VALUES (?, ?, ?, ?, ?, ?) USING TIMESTAMP ?"),
                session.prepare("INSERT INTO " + shard.keyspace() + ".transaction_location (chain, bucket, hash,"
                        + " block_hash, number, position) VALUES (?, ?, ?, ?, ?, ?) USING TIMESTAMP ?"));
    }
}
