package io.chaintier.event;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What the execution of one transaction left behind, its logs included.
 *
 * @param body  the family's receipt record in Avro binary; see {@link Block#bodyFormat}
 * @param terms what its logs can be searched by, without repeats: on Ethereum addresses (20 bytes) and topics (32)
 */
public record Receipt(Bytes body, List<Bytes> terms) {
    public Receipt {
        requireNonNull(body, "body");
        terms = List.copyOf(terms);
    }
}
