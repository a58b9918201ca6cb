package io.chaintier.evm;

import io.chaintier.event.Bytes;
import io.chaintier.event.Hash;
import io.chaintier.evm.EvmRenderer.BlockContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@link EvmRlp} for those who must not get a wrong byte: everything is checked against the chain's own hashes before it
 * is given. Stateless, thread-safe.
 *
 * <p>All methods throw {@link IncompleteBlockException} if what is stored is not enough, or does not hash to what the
 * chain says: the chain has fields or rules that are not known here. They throw {@link UnreadableBodyException} if it
 * cannot be decoded.
 */
public final class ProvenRlp {
    private final EvmRlp rlp = new EvmRlp();

    /** The header, proven by the block's hash. */
    public byte[] header(BlockContext block) {
        byte[] header = rlp.header(block);
        require(
                EvmHashes.hash(header),
                Optional.of(block.ref().hash()),
                "the header of block " + block.ref().number());
        return header;
    }

    /**
     * The transaction, proven by its hash.
     *
     * @param index place in the block, from 0
     */
    public byte[] transaction(BlockContext block, int index, Hash hash, Bytes body) {
        byte[] transaction = rlp.transaction(block, index, hash, body);
        require(
                EvmHashes.hash(transaction),
                Optional.of(hash),
                "transaction " + index + " of block " + block.ref().number());
        return transaction;
    }

    /**
     * The receipts, proven by the root in the header, and that by the block's hash.
     *
     * @param hashes       of all transactions, in the block's order
     * @param transactions their bodies
     * @param receipts     their receipts
     */
    public List<byte[]> receipts(
            BlockContext block, List<Hash> hashes, List<Bytes> transactions, List<Bytes> receipts) {
        header(block);
        List<byte[]> encoded = new ArrayList<>(receipts.size());
        for (int i = 0; i < receipts.size(); i++) {
            encoded.add(rlp.receipt(block, i, hashes.get(i), transactions.get(i), receipts.get(i)));
        }
        require(
                EvmHashes.root(encoded),
                EvmHashes.receiptsRoot(block),
                "the receipts of block " + block.ref().number());
        return encoded;
    }

    /**
     * The block, proven by its hash and the roots in its header.
     *
     * @param hashes       of all transactions, in the block's order
     * @param transactions their bodies
     */
    public byte[] block(BlockContext block, List<Hash> hashes, List<Bytes> transactions) {
        String shown = "block " + block.ref().number();
        int uncles = new EvmRenderer().uncles(block).size();
        if (uncles > 0) {
            throw new IncompleteBlockException(
                    shown + " has " + uncles + " uncles, of which only the hashes are stored");
        }
        header(block);
        require(EvmHashes.NO_UNCLES, EvmHashes.unclesHash(block), "no uncles of " + shown);
        List<byte[]> encoded = new ArrayList<>(transactions.size());
        for (int i = 0; i < transactions.size(); i++) {
            encoded.add(rlp.transaction(block, i, hashes.get(i), transactions.get(i)));
        }
        require(EvmHashes.root(encoded), EvmHashes.transactionsRoot(block), "the transactions of " + shown);
        Optional<Hash> withdrawals = rlp.withdrawals(block).map(EvmHashes::root);
        if (!withdrawals.equals(EvmHashes.withdrawalsRoot(block))) {
            throw unproven("the withdrawals of " + shown);
        }
        return rlp.block(block, encoded);
    }

    private static void require(Hash made, Optional<Hash> said, String what) {
        if (!said.equals(Optional.of(made))) {
            throw unproven(what);
        }
    }

    private static IncompleteBlockException unproven(String what) {
        return new IncompleteBlockException(what + " cannot be encoded: what is stored does not hash to what the chain"
                + " says, so the chain has fields or rules that are not known here");
    }
}
