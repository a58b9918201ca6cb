package io.chaintier.diskstore;

import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.chaintier.event.ChainId;
import io.chaintier.event.Hash;
import io.chaintier.store.StoreException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Every question to one datacenter that one call of a reader has, each to the shard of its type. Each method sends at once;
 * the future holds the rows.
 */
final class ReadStatements {
    /** Chunk rows are up to 512 KiB each, so a page stays below the size of an answer that a server likes to give. */
    private static final int CHUNK_ROWS_IN_PAGE = 16;

    private final ReadShards shards;
    private final Deadline deadline;

    ReadStatements(ReadShards shards, Deadline deadline) {
        this.shards = shards;
        this.deadline = deadline;
    }

    String datacenter() {
        return shards.datacenter();
    }

    CompletableFuture<List<Row>> chains() {
        return shards.index().read(deadline, IndexReads::chains);
    }

    CompletableFuture<List<Row>> head(ChainId chain) {
        return shards.index().read(deadline, IndexReads::head, chain.toString());
    }

    CompletableFuture<List<Row>> canonical(ChainId chain, long number) {
        return shards.index().read(deadline, IndexReads::canonical, chain.toString(), Buckets.ofNumber(number), number);
    }

    /** Both ends included, both in one bucket; the highest number first. */
    CompletableFuture<List<Row>> canonical(ChainId chain, long from, long to) {
        return shards.index()
                .read(deadline, IndexReads::canonicalRange, chain.toString(), Buckets.ofNumber(to), from, to);
    }

    CompletableFuture<List<Row>> header(ChainId chain, Hash hash) {
        return shards.block().read(deadline, BlockReads::header, chain.toString(), bytes(hash));
    }

    CompletableFuture<List<Row>> headerAndHashes(ChainId chain, Hash hash) {
        return shards.block().read(deadline, BlockReads::headerAndHashes, chain.toString(), bytes(hash));
    }

    CompletableFuture<List<Row>> locations(ChainId chain, Hash transaction) {
        return shards.transaction()
                .read(
                        deadline,
                        TransactionReads::locations,
                        chain.toString(),
                        Buckets.ofTransaction(transaction),
                        bytes(transaction));
    }

    CompletableFuture<List<Row>> state(ChainId chain, String namespace, String key) {
        return shards.state().read(deadline, StateReads::entry, chain.toString(), namespace, key);
    }

    CompletableFuture<List<Row>> states(ChainId chain, String namespace) {
        return shards.state().read(deadline, StateReads::namespace, chain.toString(), namespace);
    }

    /** The rows of all chunks, in order. */
    CompletableFuture<List<Row>> chunks(Body body, ChainId chain, Hash block, long sequence) {
        return chunks(body, CHUNK_ROWS_IN_PAGE, ChunkReads::all, chain.toString(), bytes(block), sequence);
    }

    /** The last row of the chunk that the item at this place is in. */
    CompletableFuture<List<Row>> chunkOf(Body body, ChainId chain, Hash block, long sequence, int index) {
        return chunks(body, Integer.MAX_VALUE, ChunkReads::last, chain.toString(), bytes(block), sequence, index);
    }

    /** All rows of one chunk, in order. */
    CompletableFuture<List<Row>> pieces(Body body, ChainId chain, Hash block, long sequence, int firstIndex) {
        return chunks(
                body, CHUNK_ROWS_IN_PAGE, ChunkReads::pieces, chain.toString(), bytes(block), sequence, firstIndex);
    }

    /** One row per row of the chunks, without what is in them. */
    CompletableFuture<List<Row>> chunkKeys(Body body, ChainId chain, Hash block, long sequence) {
        return chunks(body, Integer.MAX_VALUE, ChunkReads::keys, chain.toString(), bytes(block), sequence);
    }

    private CompletableFuture<List<Row>> chunks(
            Body body, int pageRows, Function<ChunkReads, PreparedStatement> which, Object... values) {
        return body == Body.TRANSACTION
                ? shards.transaction().read(deadline, pageRows, reads -> which.apply(reads.chunks()), values)
                : shards.receipt().read(deadline, pageRows, which, values);
    }

    /** The first rows of a term in a range of numbers, both ends included, that lies in one bucket; lowest number first. */
    CompletableFuture<List<Row>> postings(ChainId chain, LogTerm term, long from, long through, int limit) {
        return shards.log()
                .read(
                        deadline,
                        LogReads::range,
                        chain.toString(),
                        term.shard(),
                        LogPartitions.bucketOf(from),
                        term.fingerprint(),
                        from,
                        through,
                        limit);
    }

    /** The rows of a term at some numbers of one bucket. */
    CompletableFuture<List<Row>> postingsAt(ChainId chain, LogTerm term, List<Long> numbers) {
        return shards.log()
                .read(
                        deadline,
                        LogReads::numbers,
                        chain.toString(),
                        term.shard(),
                        LogPartitions.bucketOf(numbers.get(0)),
                        term.fingerprint(),
                        numbers);
    }

    /**
     * Waits for an answer.
     *
     * @throws StoreException if there is none
     */
    <T> T await(String attempt, CompletableFuture<T> answer) {
        return deadline.await(attempt + " in datacenter " + datacenter(), answer);
    }

    private static ByteBuffer bytes(Hash hash) {
        return ByteBuffer.wrap(hash.array());
    }
}
