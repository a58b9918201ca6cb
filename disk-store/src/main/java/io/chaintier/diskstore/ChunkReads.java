package io.chaintier.diskstore;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;

/** Questions to a table of chunks. */
record ChunkReads(PreparedStatement all, PreparedStatement last, PreparedStatement pieces, PreparedStatement keys) {
    static ChunkReads ofReceipts(CqlSession session, ShardConfig shard) {
        return prepare(session, shard.keyspace() + ".receipt_chunk");
    }

    static ChunkReads prepare(CqlSession session, String table) {
        String from = " FROM " + table + " WHERE chain = ? AND block_hash = ? AND sequence = ?";
        return new ChunkReads(
                session.prepare("SELECT first_index, piece, items" + from),
                session.prepare("SELECT first_index, piece, items" + from
                        + " AND first_index <= ? ORDER BY first_index DESC, piece DESC LIMIT 1"),
                session.prepare("SELECT first_index, piece, items" + from + " AND first_index = ?"),
                session.prepare("SELECT piece" + from));
    }
}
