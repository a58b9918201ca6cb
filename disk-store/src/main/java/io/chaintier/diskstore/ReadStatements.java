package io.chaintier.diskstore;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.chaintier.event.ChainId;
import io.chaintier.event.Hash;
import io.chaintier.store.StoreException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Every statement that reads, in one datacenter. Each method sends at once; the future holds the rows. */
final class ReadStatements {
    /** Chunk rows are up to 512 KiB each, so a page stays below the size of an answer that a server likes to give. */
    private static final int CHUNK_ROWS_IN_PAGE = 16;

    private final CqlSession session;
    private final String datacenter;
    private final ConsistencyLevel consistency;
    private final PreparedStatement chains;
    private final PreparedStatement head;
    private final PreparedStatement canonical;
    private final PreparedStatement canonicalRange;
    private final PreparedStatement header;
    private final PreparedStatement headerAndHashes;
    private final PreparedStatement locations;
    private final PreparedStatement state;
    private final PreparedStatement states;
    private final ChunkStatements transactions;
    private final ChunkStatements receipts;
    private final LogReadStatements logs;

    /** The same three questions to the two tables of chunks. */
    private record ChunkStatements(
            PreparedStatement all, PreparedStatement last, PreparedStatement pieces, PreparedStatement keys) {}

    ReadStatements(CqlSession session, CassandraConfig config, CassandraConfig.Datacenter datacenter) {
        this.session = session;
        this.datacenter = datacenter.name();
        consistency = datacenter.readConsistency();
        Keyspaces keyspaces = config.keyspaces();
        chains = session.prepare(keyspaces.cql("SELECT chain FROM ${index}.chain_head"));
        head = session.prepare(
                keyspaces.cql("SELECT head_number, head_hash, WRITETIME(head_hash) AS sequence, safe_number,"
                        + " safe_hash, finalized_number, finalized_hash FROM ${index}.chain_head WHERE chain = ?"));
        String canonicalColumns = "SELECT number, hash, WRITETIME(hash) AS sequence FROM ${index}.canonical_block"
                + " WHERE chain = ? AND bucket = ?";
        canonical = session.prepare(keyspaces.cql(canonicalColumns + " AND number = ?"));
        canonicalRange = session.prepare(
                keyspaces.cql(canonicalColumns + " AND number >= ? AND number <= ? ORDER BY number DESC"));
        String headerColumns =
                "SELECT WRITETIME(number) AS sequence, hash, number, parent_hash, block_time, body_format,"
                        + " header, transaction_count, transaction_rows, receipt_rows, WRITETIME(receipt_rows) AS receipt_sequence";
        String ofBlock = " FROM ${block}.block WHERE chain = ? AND hash = ?";
        header = session.prepare(keyspaces.cql(headerColumns + ofBlock));
        headerAndHashes = session.prepare(keyspaces.cql(headerColumns + ", transaction_hashes" + ofBlock));
        locations = session.prepare(keyspaces.cql("SELECT block_hash, number, position, WRITETIME(number) AS sequence"
                + " FROM ${transaction}.transaction_location WHERE chain = ? AND bucket = ? AND hash = ?"));
        String ofNamespace = "SELECT key, publisher, emitted_at, removed, value, WRITETIME(removed) AS version"
                + " FROM ${state}.state_entry WHERE chain = ? AND namespace = ?";
        states = session.prepare(keyspaces.cql(ofNamespace));
        state = session.prepare(keyspaces.cql(ofNamespace + " AND key = ?"));
        transactions = chunks(keyspaces.cql("${transaction}.transaction_chunk"));
        receipts = chunks(keyspaces.cql("${receipt}.receipt_chunk"));
        logs = new LogReadStatements(session, keyspaces, this);
    }

    private ChunkStatements chunks(String table) {
        String from = " FROM " + table + " WHERE chain = ? AND block_hash = ? AND sequence = ?";
        return new ChunkStatements(
                session.prepare("SELECT first_index, piece, items" + from),
                session.prepare("SELECT first_index, piece, items" + from
                        + " AND first_index <= ? ORDER BY first_index DESC, piece DESC LIMIT 1"),
                session.prepare("SELECT first_index, piece, items" + from + " AND first_index = ?"),
                session.prepare("SELECT piece" + from));
    }

    String datacenter() {
        return datacenter;
    }

    CompletableFuture<List<Row>> chains() {
        return send(bind(chains));
    }

    CompletableFuture<List<Row>> head(ChainId chain) {
        return send(bind(head, chain.toString()));
    }

    CompletableFuture<List<Row>> canonical(ChainId chain, long number) {
        return send(bind(canonical, chain.toString(), Buckets.ofNumber(number), number));
    }

    /** Both ends included, both in one bucket; the highest number first. */
    CompletableFuture<List<Row>> canonical(ChainId chain, long from, long to) {
        return send(bind(canonicalRange, chain.toString(), Buckets.ofNumber(to), from, to));
    }

    CompletableFuture<List<Row>> header(ChainId chain, Hash hash) {
        return send(bind(header, chain.toString(), bytes(hash)));
    }

    CompletableFuture<List<Row>> headerAndHashes(ChainId chain, Hash hash) {
        return send(bind(headerAndHashes, chain.toString(), bytes(hash)));
    }

    CompletableFuture<List<Row>> locations(ChainId chain, Hash transaction) {
        return send(bind(locations, chain.toString(), Buckets.ofTransaction(transaction), bytes(transaction)));
    }

    CompletableFuture<List<Row>> state(ChainId chain, String namespace, String key) {
        return send(bind(state, chain.toString(), namespace, key));
    }

    CompletableFuture<List<Row>> states(ChainId chain, String namespace) {
        return send(bind(states, chain.toString(), namespace));
    }

    /** The rows of all chunks, in order. */
    CompletableFuture<List<Row>> chunks(Body body, ChainId chain, Hash block, long sequence) {
        return send(
                bind(of(body).all(), chain.toString(), bytes(block), sequence).setPageSize(CHUNK_ROWS_IN_PAGE));
    }

    /** The last row of the chunk that the item at this place is in. */
    CompletableFuture<List<Row>> chunkOf(Body body, ChainId chain, Hash block, long sequence, int index) {
        return send(bind(of(body).last(), chain.toString(), bytes(block), sequence, index));
    }

    /** All rows of one chunk, in order. */
    CompletableFuture<List<Row>> pieces(Body body, ChainId chain, Hash block, long sequence, int firstIndex) {
        return send(bind(of(body).pieces(), chain.toString(), bytes(block), sequence, firstIndex)
                .setPageSize(CHUNK_ROWS_IN_PAGE));
    }

    /** One row per row of the chunks, without what is in them. */
    CompletableFuture<List<Row>> chunkKeys(Body body, ChainId chain, Hash block, long sequence) {
        return send(bind(of(body).keys(), chain.toString(), bytes(block), sequence));
    }

    private ChunkStatements of(Body body) {
        return body == Body.TRANSACTION ? transactions : receipts;
    }

    LogReadStatements logs() {
        return logs;
    }

    CompletableFuture<List<Row>> send(PreparedStatement statement, Object... values) {
        return send(bind(statement, values));
    }

    private BoundStatement bind(PreparedStatement statement, Object... values) {
        return statement.bind(values).setConsistencyLevel(consistency);
    }

    private CompletableFuture<List<Row>> send(BoundStatement statement) {
        List<Row> rows = new ArrayList<>();
        return session.executeAsync(statement)
                .thenCompose(page -> collect(page, rows))
                .toCompletableFuture();
    }

    private static CompletionStage<List<Row>> collect(AsyncResultSet page, List<Row> rows) {
        page.currentPage().forEach(rows::add);
        return page.hasMorePages()
                ? page.fetchNextPage().thenCompose(next -> collect(next, rows))
                : CompletableFuture.completedFuture(rows);
    }

    /**
     * Waits for an answer.
     *
     * @throws StoreException if there is none
     */
    <T> T await(String attempt, CompletableFuture<T> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw DriverFailures.translate(attempt + " in datacenter " + datacenter, e);
        }
    }

    private static ByteBuffer bytes(Hash hash) {
        return ByteBuffer.wrap(hash.array());
    }
}
