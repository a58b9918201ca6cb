package io.chaintier.evm;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.chaintier.event.Block;
import java.util.Optional;

/**
 * Ethereum JSON-RPC objects to blocks. {@link EvmRenderer} gives back the same JSON, field for field: null for null,
 * absent for absent, unknown fields included. The JSON should be read with {@link EvmJson}, which keeps all digits of
 * numbers.
 *
 * <p>Refused is what could not be found again or contradicts itself: a block without hash, parentHash, number or
 * timestamp (a pending one), with transactions given as hashes only, or with the same transaction twice; receipts that
 * are not exactly one per transaction; an object that claims to be in another place than it is; a log without address
 * or topics; and known fields whose value has another kind or length than the field has. Stateless, thread-safe.
 */
public final class EvmParser {
    /**
     * @param block    as {@code eth_getBlockByNumber(n, true)} answers it
     * @param receipts as {@code eth_getBlockReceipts} answers them, in any order; empty where they are not known
     * @throws MalformedChainDataException naming field, value and what was expected; its path starts with {@code block}
     *                                     or {@code receipts}
     */
    public Block parse(JsonNode block, Optional<JsonNode> receipts) {
        requireNonNull(block, "block");
        return new BlockAssembly().assemble(block, receipts);
    }
}
