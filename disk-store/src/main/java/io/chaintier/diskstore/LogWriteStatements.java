package io.chaintier.diskstore;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import io.chaintier.event.ChainId;
import java.nio.ByteBuffer;

/** The statement that writes the log index. */
final class LogWriteStatements {
    private final PreparedStatement posting;
    private final ConsistencyLevel consistency;

    LogWriteStatements(CqlSession session, Keyspaces keyspaces, ConsistencyLevel consistency) {
        this.consistency = consistency;
        posting = session.prepare(
                keyspaces.cql("INSERT INTO ${log}.log_posting (chain, shard, bucket, term, number, sequence, receipts)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ?"));
    }

    BoundStatement posting(ChainId chain, long sequence, long number, LogTerm term, ByteBuffer receipts) {
        return posting.bind(
                        chain.toString(),
                        term.shard(),
                        LogPartitions.bucketOf(number),
                        term.fingerprint(),
                        number,
                        sequence,
                        receipts,
                        sequence)
                .setConsistencyLevel(consistency);
    }
}
