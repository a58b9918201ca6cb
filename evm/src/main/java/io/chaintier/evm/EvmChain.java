package io.chaintier.evm;

import com.fasterxml.jackson.databind.JsonNode;
import io.chaintier.event.ChainId;
import java.util.Optional;

/** Which chain a block is of. */
public final class EvmChain {
    /** From here on a legacy signature's {@code v} carries the chain: chain id * 2 + 35 or 36 (EIP-155). */
    private static final long FIRST_PROTECTED_V = 35;

    private EvmChain() {}

    /**
     * The chain that the first transaction with such a word says it was signed for.
     *
     * @param block with full transactions
     * @return empty where no transaction says so: an empty block, or old unprotected transactions only
     * @throws MalformedChainDataException if a chain id or {@code v} is not a number of up to 64 bits
     */
    public static Optional<ChainId> idOf(JsonNode block) {
        JsonNode transactions = block.path("transactions");
        for (int i = 0; i < transactions.size(); i++) {
            JsonNode transaction = transactions.get(i);
            try {
                Optional<Long> id = number(transaction, "chainId").or(() -> protectedBy(transaction));
                if (id.isPresent()) {
                    return Optional.of(new ChainId("eip155", Long.toUnsignedString(id.get())));
                }
            } catch (MalformedChainDataException e) {
                throw e.within("block.transactions[" + i + "]");
            }
        }
        return Optional.empty();
    }

    private static Optional<Long> protectedBy(JsonNode transaction) {
        return number(transaction, "v")
                .filter(v -> Long.compareUnsigned(v, FIRST_PROTECTED_V) >= 0)
                .map(v -> (v - FIRST_PROTECTED_V) >>> 1);
    }

    private static Optional<Long> number(JsonNode transaction, String field) {
        JsonNode json = transaction.path(field);
        if (json.isMissingNode() || json.isNull()) {
            return Optional.empty();
        }
        try {
            return Optional.of((Long) Forms.SHORT_QUANTITY.parse(json).value());
        } catch (MalformedChainDataException e) {
            throw e.within(field);
        }
    }
}
