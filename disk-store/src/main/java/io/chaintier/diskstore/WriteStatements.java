package io.chaintier.diskstore;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import io.chaintier.event.Block;
import io.chaintier.event.BlockRef;
import io.chaintier.event.Bytes;
import io.chaintier.event.ChainId;
import io.chaintier.event.FinalityAdvanced;
import io.chaintier.event.Hash;
import io.chaintier.event.StateEntry;
import io.chaintier.event.Transaction;
import io.chaintier.store.StoreException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Every statement that writes. All are idempotent, and all carry the sequence of their event (a state entry its version)
 * as write time, so any of them may run any number of times in any order.
 */
final class WriteStatements {
    /** Not the id of any chain, so nobody reads what a probe writes. */
    private static final String PROBE = "probe";

    private static final ByteBuffer NONE = ByteBuffer.allocate(0);

    private final CqlSession session;
    private final ConsistencyLevel consistency;
    private final PreparedStatement block;
    private final PreparedStatement blockWithReceipts;
    private final PreparedStatement transactionChunk;
    private final PreparedStatement receiptChunk;
    private final PreparedStatement location;
    private final PreparedStatement canonical;
    private final PreparedStatement head;
    private final PreparedStatement finality;
    private final PreparedStatement state;
    private final LogWriteStatements logs;

    private WriteStatements(CqlSession session, CassandraConfig config) {
        this.session = session;
        Keyspaces keyspaces = config.keyspaces();
        consistency = config.writeConsistency();
        block = session.prepare(
                keyspaces.cql("INSERT INTO ${block}.block (chain, hash, number, parent_hash, block_time,"
                        + " body_format, header, transaction_count, transaction_hashes, transaction_rows)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ?"));
        blockWithReceipts =
                session.prepare(keyspaces.cql("INSERT INTO ${block}.block (chain, hash, number, parent_hash,"
                        + " block_time, body_format, header, transaction_count, transaction_hashes, transaction_rows,"
                        + " receipt_rows) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ?"));
        transactionChunk =
                session.prepare(keyspaces.cql("INSERT INTO ${transaction}.transaction_chunk (chain, block_hash,"
                        + " sequence, first_index, piece, items) VALUES (?, ?, ?, ?, ?, ?) USING TIMESTAMP ?"));
        receiptChunk =
                session.prepare(keyspaces.cql("INSERT INTO ${receipt}.receipt_chunk (chain, block_hash, sequence,"
                        + " first_index, piece, items) VALUES (?, ?, ?, ?, ?, ?) USING TIMESTAMP ?"));
        location = session.prepare(keyspaces.cql("INSERT INTO ${transaction}.transaction_location (chain, bucket, hash,"
                + " block_hash, number, position) VALUES (?, ?, ?, ?, ?, ?) USING TIMESTAMP ?"));
        canonical = session.prepare(
                keyspaces.cql(
                        "INSERT INTO ${index}.canonical_block (chain, bucket, number, hash) VALUES (?, ?, ?, ?) USING TIMESTAMP ?"));
        head = session.prepare(keyspaces.cql(
                "INSERT INTO ${index}.chain_head (chain, head_number, head_hash) VALUES (?, ?, ?) USING TIMESTAMP ?"));
        finality = session.prepare(keyspaces.cql("INSERT INTO ${index}.chain_head (chain, safe_number, safe_hash,"
                + " finalized_number, finalized_hash) VALUES (?, ?, ?, ?, ?) USING TIMESTAMP ?"));
        state = session.prepare(keyspaces.cql("INSERT INTO ${state}.state_entry (chain, namespace, key, publisher,"
                + " emitted_at, removed, value) VALUES (?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ?"));
        logs = new LogWriteStatements(session, keyspaces, consistency);
    }

    /** Prepares them, which fails where a table or column is absent; absent tables are created first. */
    static WriteStatements prepare(CqlSession session, CassandraConfig config) {
        try {
            return new WriteStatements(session, config);
        } catch (InvalidQueryException absent) {
            Layout.create(session, config);
            return new WriteStatements(session, config);
        }
    }

    CqlSession session() {
        return session;
    }

    LogWriteStatements logs() {
        return logs;
    }

    /** @throws StoreException if the primary datacenter does not take writes now */
    void probe() {
        try {
            session.execute(bind(state, PROBE, PROBE, PROBE, PROBE, Instant.EPOCH, true, NONE, 0L));
        } catch (DriverException e) {
            throw DriverFailures.translate("write to the primary datacenter", e);
        }
    }

    /** @param receiptRows empty where the receipts are not known */
    BoundStatement block(
            ChainId chain,
            long sequence,
            Block of,
            ByteBuffer hashes,
            int transactionRows,
            Optional<Integer> receiptRows) {
        Object[] common = {
            chain.toString(),
            bytes(of.ref().hash()),
            of.ref().number(),
            bytes(of.parentHash()),
            of.timestamp(),
            of.bodyFormat(),
            bytes(of.header()),
            of.transactions().size(),
            hashes,
            transactionRows
        };
        Object[] values = Arrays.copyOf(common, common.length + (receiptRows.isPresent() ? 2 : 1));
        receiptRows.ifPresent(rows -> values[common.length] = rows);
        values[values.length - 1] = sequence;
        return bind(receiptRows.isPresent() ? blockWithReceipts : block, values);
    }

    BoundStatement transactionChunk(ChainId chain, long sequence, Hash block, Chunks.Row row) {
        return chunk(transactionChunk, chain, sequence, block, row);
    }

    BoundStatement receiptChunk(ChainId chain, long sequence, Hash block, Chunks.Row row) {
        return chunk(receiptChunk, chain, sequence, block, row);
    }

    private BoundStatement chunk(
            PreparedStatement statement, ChainId chain, long sequence, Hash block, Chunks.Row row) {
        return bind(
                statement,
                chain.toString(),
                bytes(block),
                sequence,
                row.firstIndex(),
                row.piece(),
                row.items(),
                sequence);
    }

    BoundStatement location(ChainId chain, long sequence, BlockRef block, Transaction transaction, int position) {
        return bind(
                location,
                chain.toString(),
                Buckets.ofTransaction(transaction.hash()),
                bytes(transaction.hash()),
                bytes(block.hash()),
                block.number(),
                position,
                sequence);
    }

    /** @param hash empty where the block of this number was reverted */
    BoundStatement canonical(ChainId chain, long sequence, long number, Optional<Hash> hash) {
        return bind(
                canonical,
                chain.toString(),
                Buckets.ofNumber(number),
                number,
                hash.map(WriteStatements::bytes).orElse(NONE),
                sequence);
    }

    BoundStatement head(ChainId chain, long sequence, BlockRef ref) {
        return bind(head, chain.toString(), ref.number(), bytes(ref.hash()), sequence);
    }

    BoundStatement finality(ChainId chain, long sequence, FinalityAdvanced says) {
        return bind(
                finality,
                chain.toString(),
                says.safe().map(BlockRef::number).orElse(0L),
                says.safe().map(BlockRef::hash).map(WriteStatements::bytes).orElse(NONE),
                says.finalized().map(BlockRef::number).orElse(0L),
                says.finalized().map(BlockRef::hash).map(WriteStatements::bytes).orElse(NONE),
                sequence);
    }

    BoundStatement state(StateEntry entry) {
        return bind(
                state,
                entry.chain().toString(),
                entry.namespace(),
                entry.key(),
                entry.publisher(),
                entry.emittedAt(),
                entry.value().isEmpty(),
                entry.value().map(WriteStatements::bytes).orElse(NONE),
                entry.version());
    }

    /** All hashes of a block's transactions in one buffer. */
    static ByteBuffer hashes(List<Transaction> transactions) {
        return Chunks.pack(transactions.stream()
                .map(transaction -> Bytes.of(transaction.hash().array()))
                .toList());
    }

    private BoundStatement bind(PreparedStatement statement, Object... values) {
        return statement.bind(values).setConsistencyLevel(consistency);
    }

    private static ByteBuffer bytes(Hash hash) {
        return ByteBuffer.wrap(hash.array());
    }

    private static ByteBuffer bytes(Bytes bytes) {
        return ByteBuffer.wrap(bytes.array());
    }
}
