package io.chaintier.event;

import static java.util.Objects.requireNonNull;

/**
 * A transaction as the pipeline sees it.
 *
 * @param hash what it is found by
 * @param body the family's transaction record in Avro binary; see {@link Block#bodyFormat}
 */
public record Transaction(Hash hash, Bytes body) {
    public Transaction {
        requireNonNull(hash, "hash");
        requireNonNull(body, "body");
    }
}
