package io.chaintier.diskstore;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;

/** Questions about a block by its hash. */
record BlockReads(PreparedStatement header, PreparedStatement headerAndHashes) {
    static BlockReads prepare(CqlSession session, ShardConfig shard) {
        String columns = "SELECT WRITETIME(number) AS sequence, hash, number, parent_hash, block_time, body_format,"
                + " header, transaction_count, transaction_rows, receipt_rows, WRITETIME(receipt_rows) AS receipt_sequence";
        String ofBlock = " FROM " + shard.keyspace() + ".block WHERE chain = ? AND hash = ?";
        return new BlockReads(
                session.prepare(columns + ofBlock), session.prepare(columns + ", transaction_hashes" + ofBlock));
    }
}
