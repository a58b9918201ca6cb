package io.chaintier.evm;

import io.chaintier.event.Hash;
import io.chaintier.evm.EvmRenderer.BlockContext;
import io.chaintier.evm.rlp.Keccak256;
import io.chaintier.evm.rlp.OrderedTrie;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** The chain's own hashes: how they are made, and what a header says they are. Stateless, thread-safe. */
public final class EvmHashes {
    /** What a header says where there are no uncles. */
    static final Hash NO_UNCLES = Keccak256.hash(new byte[] {(byte) 0xc0});

    private EvmHashes() {}

    /** Hash of a header or transaction that {@link EvmRlp} encoded. */
    public static Hash hash(byte[] encoded) {
        return Keccak256.hash(encoded);
    }

    /** Root of transactions, receipts or withdrawals that {@link EvmRlp} encoded, in the block's order. */
    public static Hash root(List<byte[]> encoded) {
        return OrderedTrie.root(encoded);
    }

    /** What the header says; empty where it does not. */
    public static Optional<Hash> transactionsRoot(BlockContext block) {
        return ofHeader(block, "transactionsRoot");
    }

    /** What the header says; empty where it does not. */
    public static Optional<Hash> receiptsRoot(BlockContext block) {
        return ofHeader(block, "receiptsRoot");
    }

    /** What the header says; empty where it does not. */
    public static Optional<Hash> withdrawalsRoot(BlockContext block) {
        return ofHeader(block, "withdrawalsRoot");
    }

    /** What the header says that its uncles hash to; empty where it does not. */
    public static Optional<Hash> unclesHash(BlockContext block) {
        return ofHeader(block, "sha3Uncles");
    }

    private static Optional<Hash> ofHeader(BlockContext block, String field) {
        return HeaderRlp.fields(block).find(field).map(bytes -> Hash.of(((ByteBuffer) bytes).array()));
    }
}
