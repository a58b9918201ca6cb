package io.chaintier.diskstore;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;

/** Rows of receipts. */
record ReceiptWrites(PreparedStatement chunk) {
    static ReceiptWrites prepare(CqlSession session, ShardConfig shard) {
        return new ReceiptWrites(
                session.prepare("INSERT INTO " + shard.keyspace() + ".receipt_chunk (chain, block_hash, sequence,"
                        + " first_index, piece, items) VALUES (?, ?, ?, ?, ?, ?) USING TIMESTAMP ?"));
    }
}
