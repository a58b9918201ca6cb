package io.chaintier.store;

import static java.util.Objects.requireNonNull;

import io.chaintier.event.BlockRef;
import io.chaintier.event.Bytes;
import io.chaintier.event.Hash;

/**
 * What a store knows of a block without its transactions.
 *
 * @param sequence         of the event that wrote it; where the block is canonical this is also the sequence of its place
 *                         in the canonical index
 * @param ref              number and hash
 * @param parentHash       hash of the block below
 * @param timestamp        the block's own time in seconds since 1970
 * @param bodyFormat       fingerprint of the schema that {@code header} and the bodies of this block are written with
 * @param header           the family's header record
 * @param transactionCount 0 or more
 * @param receiptsKnown    false where the publisher did not know the receipts, which is not the same as none
 */
public record BlockHeader(
        long sequence,
        BlockRef ref,
        Hash parentHash,
        long timestamp,
        long bodyFormat,
        Bytes header,
        int transactionCount,
        boolean receiptsKnown) {
    public BlockHeader {
        requireNonNull(ref, "ref");
        requireNonNull(parentHash, "parentHash");
        requireNonNull(header, "header");
    }
}
