package io.chaintier.diskstore;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.chaintier.event.ChainId;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The statements that read the log index. Each method sends at once; the future holds the rows, the lowest number first. */
final class LogReadStatements {
    private final ReadStatements statements;
    private final PreparedStatement range;
    private final PreparedStatement numbers;

    LogReadStatements(CqlSession session, Keyspaces keyspaces, ReadStatements statements) {
        this.statements = statements;
        String ofTerm = "SELECT number, sequence, receipts FROM ${log}.log_posting"
                + " WHERE chain = ? AND shard = ? AND bucket = ? AND term = ?";
        range = session.prepare(keyspaces.cql(ofTerm + " AND number >= ? AND number <= ? LIMIT ?"));
        numbers = session.prepare(keyspaces.cql(ofTerm + " AND number IN ?"));
    }

    /** The first rows of a term in a range of numbers, both ends included, that lies in one bucket. */
    CompletableFuture<List<Row>> range(ChainId chain, LogTerm term, long from, long through, int limit) {
        return statements.send(
                range,
                chain.toString(),
                term.shard(),
                LogPartitions.bucketOf(from),
                term.fingerprint(),
                from,
                through,
                limit);
    }

    /** The rows of a term at some numbers of one bucket. */
    CompletableFuture<List<Row>> at(ChainId chain, LogTerm term, List<Long> some) {
        return statements.send(
                numbers, chain.toString(), term.shard(), LogPartitions.bucketOf(some.get(0)), term.fingerprint(), some);
    }
}
