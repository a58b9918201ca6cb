package io.chaintier.diskstore;

import com.datastax.oss.driver.api.core.cql.Row;
import io.chaintier.event.Bytes;
import io.chaintier.event.ChainId;
import io.chaintier.event.Hash;
import io.chaintier.store.StoreUnavailableException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Blocks of one chain and what is in them, addressed by hash. A block row that names chunks which are not (all) there,
 * as happens in a datacenter that rows are still arriving in, is answered by {@link StoreUnavailableException}.
 */
final class FactReads {
    /** How long a shard may take to say whether it has all of a block, where nobody asked for that. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final ReadStatements statements;
    private final ChainId chain;

    FactReads(ReadStatements statements, ChainId chain) {
        this.statements = statements;
        this.chain = chain;
    }

    /** All bodies of a block. The future fails where some are missing. */
    CompletableFuture<List<Bytes>> bodies(Body body, FoundBlock block) {
        return chunks(body, block).thenApply(rows -> bodies(body, block, rows));
    }

    /** The rows of all chunks, for {@link #bodies(Body, FoundBlock, List)}. */
    CompletableFuture<List<Row>> chunks(Body body, FoundBlock block) {
        return rows(body, block) == 0
                ? CompletableFuture.completedFuture(List.of())
                : statements.chunks(body, chain, block.header().ref().hash(), sequence(body, block));
    }

    /**
     * @param rows read with the sequence that the block row names
     * @throws StoreUnavailableException if some are missing
     */
    List<Bytes> bodies(Body body, FoundBlock block, List<Row> rows) {
        if (rows.size() != rows(body, block)) {
            throw notWhole(body, block);
        }
        List<Bytes> bodies = new ArrayList<>(block.header().transactionCount());
        List<ByteBuffer> pieces = new ArrayList<>();
        for (int place = 0; place < rows.size(); place++) {
            pieces.add(rows.get(place).getByteBuffer("items"));
            boolean isLast = place + 1 == rows.size() || rows.get(place + 1).getInt("piece") == 0;
            if (isLast) {
                bodies.addAll(Chunks.unpack(Chunks.join(pieces)));
                pieces.clear();
            }
        }
        return bodies;
    }

    /** The last row of the chunk that a body is in, for {@link #body}. */
    CompletableFuture<List<Row>> chunkOf(Body body, Hash block, long sequence, int index) {
        return statements.chunkOf(body, chain, block, sequence, index);
    }

    /**
     * One body.
     *
     * @param row its chunk's last row, read with the sequence that the block row names
     */
    Bytes body(Body body, FoundBlock block, int index, List<Row> row) {
        if (row.isEmpty()) {
            throw notWhole(body, block);
        }
        int firstIndex = row.get(0).getInt("first_index");
        int lastPiece = row.get(0).getInt("piece");
        List<Row> rows = lastPiece == 0
                ? row
                : statements.await(
                        "read a transaction of " + block.header().ref(),
                        statements.pieces(body, chain, block.header().ref().hash(), sequence(body, block), firstIndex));
        if (rows.size() <= lastPiece) {
            throw notWhole(body, block);
        }
        try {
            List<Bytes> chunk = Chunks.unpack(Chunks.join(
                    rows.stream().map(piece -> piece.getByteBuffer("items")).toList()));
            if (index - firstIndex >= chunk.size()) {
                throw notWhole(body, block);
            }
            return chunk.get(index - firstIndex);
        } catch (BufferUnderflowException e) {
            throw notWhole(body, block);
        }
    }

    /**
     * Whether the block and all that belongs to it is here, as far as can be told: a shard that is down or slow does not
     * count, for whoever reads from it will be told so.
     */
    CompletableFuture<Boolean> isWhole(Hash hash) {
        return asked(hash)
                .completeOnTimeout(true, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(failure -> {
                    DriverFailures.translate("read block " + hash, failure);
                    return true;
                });
    }

    private CompletableFuture<Boolean> asked(Hash hash) {
        return statements.header(chain, hash).thenCompose(rows -> {
            Optional<FoundBlock> block = FoundBlock.of(rows);
            if (block.isEmpty()) {
                return CompletableFuture.completedFuture(false);
            }
            return isWhole(Body.TRANSACTION, block.get())
                    .thenCombine(isWhole(Body.RECEIPT, block.get()), Boolean::logicalAnd);
        });
    }

    private CompletableFuture<Boolean> isWhole(Body body, FoundBlock block) {
        int expected = rows(body, block);
        if (expected == 0) {
            return CompletableFuture.completedFuture(true);
        }
        return statements
                .chunkKeys(body, chain, block.header().ref().hash(), sequence(body, block))
                .thenApply(rows -> rows.size() == expected);
    }

    /** With which sequence the bodies of a block were written. */
    static long sequence(Body body, FoundBlock block) {
        return body == Body.TRANSACTION
                ? block.header().sequence()
                : block.receipts().map(FoundBlock.Receipts::sequence).orElse(0L);
    }

    private static int rows(Body body, FoundBlock block) {
        return body == Body.TRANSACTION
                ? block.transactionRows()
                : block.receipts().map(FoundBlock.Receipts::rows).orElse(0);
    }

    private StoreUnavailableException notWhole(Body body, FoundBlock block) {
        return new StoreUnavailableException("block " + block.header().ref() + " of " + chain
                + " is not yet whole in datacenter " + statements.datacenter() + ": its "
                + (body == Body.TRANSACTION ? "transactions" : "receipts") + " have not all arrived");
    }
}
