package io.chaintier.store;

import static java.util.Objects.requireNonNull;

import io.chaintier.event.Bytes;
import io.chaintier.event.Hash;
import java.util.Optional;

/**
 * A transaction as read from a store, with the block it is in.
 *
 * @param block   the block's header
 * @param index   place in the block, from 0
 * @param hash    the transaction's hash
 * @param body    the family's transaction record
 * @param receipt the family's receipt record; empty unless asked for and {@link BlockHeader#receiptsKnown}
 */
public record StoredTransaction(BlockHeader block, int index, Hash hash, Bytes body, Optional<Bytes> receipt) {
    public StoredTransaction {
        requireNonNull(block, "block");
        requireNonNull(hash, "hash");
        requireNonNull(body, "body");
        requireNonNull(receipt, "receipt");
    }
}
