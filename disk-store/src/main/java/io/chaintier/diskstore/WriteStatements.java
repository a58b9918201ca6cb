package io.chaintier.diskstore;

import io.chaintier.event.Block;
import io.chaintier.event.BlockRef;
import io.chaintier.event.Bytes;
import io.chaintier.event.ChainId;
import io.chaintier.event.FinalityAdvanced;
import io.chaintier.event.Hash;
import io.chaintier.event.StateEntry;
import io.chaintier.event.Transaction;
import io.chaintier.retry.CircuitBreaker;
import io.chaintier.store.StoreException;
import io.chaintier.store.StorePart;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Every row that can be written, each in the shard of its type. All writes are idempotent, and all carry the sequence of
 * their event (a state entry its version) as write time, so any of them may run any number of times in any order. Safe for
 * many threads.
 */
final class WriteStatements implements AutoCloseable {
    /** Not the id of any chain, so nobody reads what a probe writes. */
    private static final String PROBE = "probe";

    private static final ByteBuffer NONE = ByteBuffer.allocate(0);

    private final CassandraConfig config;
    private final SessionPool sessions;
    private final Shard<BlockWrites> block;
    private final Shard<TransactionWrites> transaction;
    private final Shard<ReceiptWrites> receipt;
    private final Shard<IndexWrites> index;
    private final Shard<StateWrites> state;
    private final Shard<LogWrites> log;

    /** Nothing is connected to before it is needed. */
    WriteStatements(CassandraConfig config) {
        this.config = config;
        sessions = new SessionPool(config, Pool.PRIMARY);
        Layout layout = new Layout(config);
        block = shard(DataType.BLOCK, layout.made(BlockWrites::prepare));
        transaction = shard(DataType.TRANSACTION, layout.made(TransactionWrites::prepare));
        receipt = shard(DataType.RECEIPT, layout.made(ReceiptWrites::prepare));
        index = shard(DataType.INDEX, layout.made(IndexWrites::prepare));
        state = shard(DataType.STATE, layout.made(StateWrites::prepare));
        log = shard(DataType.LOG, layout.made(LogWrites::prepare));
    }

    /** Of a writer everything is always asked: the caller decides how often. */
    private <S> Shard<S> shard(DataType type, Shard.Preparation<S> statements) {
        ShardHealth health = new ShardHealth(
                type,
                sessions.session(config.shard(type)).toString(),
                new CircuitBreaker(Integer.MAX_VALUE, Duration.ZERO, System::nanoTime),
                Optional.empty());
        return sessions.shard(type, health, statements);
    }

    List<StorePart> parts() {
        return Stream.of(block, transaction, receipt, index, state, log)
                .map(Shard::part)
                .toList();
    }

    /** @throws StoreException unless every shard that an event is written to is open */
    void openForEvents() {
        List.of(block, transaction, receipt, index, log).forEach(shard -> shard.open(Deadline.none()));
    }

    /** @throws StoreException unless the shard of state entries is open */
    void openForState() {
        state.open(Deadline.none());
    }

    /** @throws StoreException if one of the shards does not take writes now */
    void probe() {
        ByteBuffer key = ByteBuffer.wrap(new byte[1]);
        List.of(
                        block.write(BlockWrites::probe, PROBE, key, 0L),
                        transaction.write(TransactionWrites::chunk, PROBE, key, 0L, 0, 0, NONE, 0L),
                        receipt.write(ReceiptWrites::chunk, PROBE, key, 0L, 0, 0, NONE, 0L),
                        index.write(IndexWrites::canonical, PROBE, 0L, 0L, NONE, 0L),
                        state.write(StateWrites::entry, PROBE, PROBE, PROBE, PROBE, Instant.EPOCH, true, NONE, 0L),
                        log.write(LogWrites::posting, PROBE, 0, 0L, 0L, 0L, 0L, NONE, 0L))
                .forEach(write -> Deadline.none().await("write", write.send("write a probe to")));
    }

    /** @param receiptRows empty where the receipts are not known */
    Write block(
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
        return block.write(receiptRows.isPresent() ? BlockWrites::blockWithReceipts : BlockWrites::block, values);
    }

    Write transactionChunk(ChainId chain, long sequence, Hash block, Chunks.Row row) {
        return transaction.write(TransactionWrites::chunk, chunk(chain, sequence, block, row));
    }

    Write receiptChunk(ChainId chain, long sequence, Hash block, Chunks.Row row) {
        return receipt.write(ReceiptWrites::chunk, chunk(chain, sequence, block, row));
    }

    private static Object[] chunk(ChainId chain, long sequence, Hash block, Chunks.Row row) {
        return new Object[] {
            chain.toString(), bytes(block), sequence, row.firstIndex(), row.piece(), row.items(), sequence
        };
    }

    Write location(ChainId chain, long sequence, BlockRef block, Transaction of, int position) {
        return transaction.write(
                TransactionWrites::location,
                chain.toString(),
                Buckets.ofTransaction(of.hash()),
                bytes(of.hash()),
                bytes(block.hash()),
                block.number(),
                position,
                sequence);
    }

    /** @param receipts packed as {@link Postings} does */
    Write posting(ChainId chain, long sequence, long number, LogTerm term, ByteBuffer receipts) {
        return log.write(
                LogWrites::posting,
                chain.toString(),
                term.shard(),
                LogPartitions.bucketOf(number),
                term.fingerprint(),
                number,
                sequence,
                receipts,
                sequence);
    }

    /** @param hash empty where the block of this number was reverted */
    Write canonical(ChainId chain, long sequence, long number, Optional<Hash> hash) {
        return index.write(
                IndexWrites::canonical,
                chain.toString(),
                Buckets.ofNumber(number),
                number,
                hash.map(WriteStatements::bytes).orElse(NONE),
                sequence);
    }

    Write head(ChainId chain, long sequence, BlockRef ref) {
        return index.write(IndexWrites::head, chain.toString(), ref.number(), bytes(ref.hash()), sequence);
    }

    Write finality(ChainId chain, long sequence, FinalityAdvanced says) {
        return index.write(
                IndexWrites::finality,
                chain.toString(),
                says.safe().map(BlockRef::number).orElse(0L),
                says.safe().map(BlockRef::hash).map(WriteStatements::bytes).orElse(NONE),
                says.finalized().map(BlockRef::number).orElse(0L),
                says.finalized().map(BlockRef::hash).map(WriteStatements::bytes).orElse(NONE),
                sequence);
    }

    Write state(StateEntry entry) {
        return state.write(
                StateWrites::entry,
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

    private static ByteBuffer bytes(Hash hash) {
        return ByteBuffer.wrap(hash.array());
    }

    private static ByteBuffer bytes(Bytes bytes) {
        return ByteBuffer.wrap(bytes.array());
    }

    @Override
    public void close() {
        sessions.close();
    }
}
