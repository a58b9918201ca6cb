package io.chaintier.localchain;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A block as the node answered it.
 *
 * @param block    of {@code eth_getBlockByHash} with full transactions; not to be modified
 * @param receipts of {@code eth_getBlockReceipts}, an array; not to be modified
 */
public record RecordedBlock(JsonNode block, JsonNode receipts) {
    public RecordedBlock {
        requireNonNull(block, "block");
        requireNonNull(receipts, "receipts");
    }

    public long number() {
        return Long.decode(block.path("number").asText());
    }

    /** {@code 0x} and 64 lowercase hex digits, as are all hashes here. */
    public String hash() {
        return block.path("hash").asText();
    }

    public String parentHash() {
        return block.path("parentHash").asText();
    }
}
