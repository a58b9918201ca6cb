package io.chaintier.event;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * A whole block. An immutable fact, addressed by its hash. What is specific to the chain's family is in byte strings
 * that only the edges of the pipeline (the family's adapter) look into.
 *
 * @param ref          number and hash
 * @param parentHash   hash of the block below
 * @param timestamp    the block's own time in seconds since 1970
 * @param bodyFormat   CRC-64-AVRO fingerprint of the family's schema that {@code header} and all bodies are written with
 * @param header       the family's header record in Avro binary
 * @param transactions in block order
 * @param receipts     one per transaction, in the same order; empty where they are <em>not known</em>, which is not the
 *                     same as a block without transactions
 */
public record Block(
        BlockRef ref,
        Hash parentHash,
        long timestamp,
        long bodyFormat,
        Bytes header,
        List<Transaction> transactions,
        Optional<List<Receipt>> receipts) {

    /** @throws IllegalArgumentException if receipts are known but not one per transaction */
    public Block {
        requireNonNull(ref, "ref");
        requireNonNull(parentHash, "parentHash");
        requireNonNull(header, "header");
        transactions = List.copyOf(transactions);
        receipts = receipts.map(List::copyOf);
        int known = receipts.map(List::size).orElse(transactions.size());
        if (known != transactions.size()) {
            throw new IllegalArgumentException(
                    "block " + ref + " has " + transactions.size() + " transactions but " + known + " receipts");
        }
    }
}
