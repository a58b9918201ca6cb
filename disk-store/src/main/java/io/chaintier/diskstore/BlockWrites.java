package io.chaintier.diskstore;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;

/** Rows of blocks. */
record BlockWrites(PreparedStatement block, PreparedStatement blockWithReceipts, PreparedStatement probe) {
    static BlockWrites prepare(CqlSession session, ShardConfig shard) {
        String insert = "INSERT INTO " + shard.keyspace() + ".block (chain, hash, number";
        String columns = ", parent_hash, block_time, body_format, header, transaction_count, transaction_hashes,"
                + " transaction_rows";
        return new BlockWrites(
                session.prepare(insert + columns + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ?"),
                session.prepare(insert + columns
                        + ", receipt_rows) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ?"),
                session.prepare(insert + ") VALUES (?, ?, ?) USING TIMESTAMP 0"));
    }
}
