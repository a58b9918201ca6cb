package io.chaintier.diskstore;

import com.datastax.oss.driver.api.core.cql.Row;
import io.chaintier.event.BlockRef;
import io.chaintier.event.Bytes;
import io.chaintier.event.Hash;
import io.chaintier.store.BlockHeader;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * A row of the block table.
 *
 * @param header          as readers get it
 * @param transactionRows how many rows the bodies of its transactions are in
 * @param receipts        where its receipts are; empty where they are not known
 */
record FoundBlock(BlockHeader header, int transactionRows, Optional<Receipts> receipts) {
    /**
     * @param sequence of the newest event that knew them
     * @param rows     how many rows they are in
     */
    record Receipts(long sequence, int rows) {}

    static Optional<FoundBlock> of(List<Row> rows) {
        return rows.stream().findFirst().map(FoundBlock::of);
    }

    private static FoundBlock of(Row row) {
        Optional<Receipts> receipts = row.isNull("receipt_rows")
                ? Optional.empty()
                : Optional.of(new Receipts(row.getLong("receipt_sequence"), row.getInt("receipt_rows")));
        BlockHeader header = new BlockHeader(
                row.getLong("sequence"),
                new BlockRef(row.getLong("number"), hash(row, "hash")),
                hash(row, "parent_hash"),
                row.getLong("block_time"),
                row.getLong("body_format"),
                bytes(row, "header"),
                row.getInt("transaction_count"),
                receipts.isPresent());
        return new FoundBlock(header, row.getInt("transaction_rows"), receipts);
    }

    static List<Hash> transactionHashes(Row row) {
        return Chunks.unpack(row.getByteBuffer("transaction_hashes")).stream()
                .map(hash -> Hash.of(hash.array()))
                .toList();
    }

    static Hash hash(Row row, String column) {
        return Hash.of(bytes(row, column).array());
    }

    static Bytes bytes(Row row, String column) {
        ByteBuffer cell = row.getByteBuffer(column);
        byte[] copy = new byte[cell.remaining()];
        cell.get(copy);
        return Bytes.of(copy);
    }
}
