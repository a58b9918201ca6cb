package io.chaintier.gateway.feed;

import static java.util.Objects.requireNonNull;

import io.chaintier.event.Block;
import io.chaintier.event.Bytes;
import io.chaintier.event.Receipt;
import io.chaintier.event.Transaction;
import io.chaintier.store.BlockHeader;
import io.chaintier.store.StoredBlock;
import java.util.List;

/**
 * The chain's head moved by one block. Immutable, safe to share between threads.
 *
 * @param sequence of the event that says so
 * @param kind     which way
 * @param block    that became the head, or no longer is canonical: header, transaction hashes and, where they are known,
 *                 receipts; never bodies of transactions
 */
public record HeadChange(long sequence, Kind kind, StoredBlock block) {
    private static final long OVERHEAD_BYTES = 500;
    private static final long HASH_BYTES = 80;

    /** Which way the head moved. */
    public enum Kind {
        APPENDED,
        REVERTED
    }

    public HeadChange {
        requireNonNull(kind, "kind");
        requireNonNull(block, "block");
    }

    static HeadChange appended(long sequence, Block block) {
        BlockHeader header = new BlockHeader(
                sequence,
                block.ref(),
                block.parentHash(),
                block.timestamp(),
                block.bodyFormat(),
                block.header(),
                block.transactions().size(),
                block.receipts().isPresent());
        List<Bytes> receipts =
                block.receipts().orElse(List.of()).stream().map(Receipt::body).toList();
        return new HeadChange(
                sequence,
                Kind.APPENDED,
                new StoredBlock(
                        header,
                        block.transactions().stream().map(Transaction::hash).toList(),
                        List.of(),
                        receipts));
    }

    static HeadChange reverted(long sequence, StoredBlock block) {
        return new HeadChange(sequence, Kind.REVERTED, block);
    }

    /** About how much memory it takes. */
    long bytes() {
        long bytes = OVERHEAD_BYTES
                + block.header().header().size()
                + HASH_BYTES * block.transactionHashes().size();
        for (Bytes receipt : block.receipts()) {
            bytes += HASH_BYTES + receipt.size();
        }
        return bytes;
    }
}
