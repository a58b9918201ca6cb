package io.chaintier.store;

import static java.util.Objects.requireNonNull;

import io.chaintier.event.Bytes;
import io.chaintier.event.Hash;
import java.util.List;

/**
 * A block as read from a store, as deep as asked for.
 *
 * @param header            always there
 * @param transactionHashes always there, in block order
 * @param transactions      bodies in block order; empty unless {@link BlockDetail#TRANSACTIONS} or more was asked for
 * @param receipts          bodies in the same order; empty unless {@link BlockDetail#RECEIPTS} was asked for and
 *                          {@link BlockHeader#receiptsKnown}
 */
public record StoredBlock(
        BlockHeader header, List<Hash> transactionHashes, List<Bytes> transactions, List<Bytes> receipts) {
    public StoredBlock {
        requireNonNull(header, "header");
        transactionHashes = List.copyOf(transactionHashes);
        transactions = List.copyOf(transactions);
        receipts = List.copyOf(receipts);
    }
}
