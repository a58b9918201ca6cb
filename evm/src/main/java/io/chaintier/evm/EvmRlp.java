package io.chaintier.evm;

import io.chaintier.event.Bytes;
import io.chaintier.event.Hash;
import io.chaintier.evm.EvmRenderer.BlockContext;
import io.chaintier.evm.EvmShapes.ReceiptFacts;
import io.chaintier.evm.EvmShapes.TransactionFacts;
import io.chaintier.evm.rlp.RlpWriter;
import java.util.List;
import java.util.Optional;

/**
 * Stored blocks as consensus has them, byte for byte: what the chain's hashes are made of. Encoded is what is stored; that
 * it hashes to what the chain says is not checked here, but by {@link ProvenRlp}. Headers of all forks up to Osaka,
 * transactions of the types 0 to 4 and 0x7e (deposits of the OP stack). Stateless, thread-safe.
 *
 * <p>All methods throw {@link IncompleteBlockException} if what is stored is not enough, and
 * {@link UnreadableBodyException} if it cannot be decoded.
 */
public final class EvmRlp {
    private static final int FIRST_LIST = 0xc0;

    /** Its Keccak-256 is the block's hash. */
    public byte[] header(BlockContext block) {
        RlpWriter out = new RlpWriter();
        HeaderRlp.write(out, block);
        return out.toByteArray();
    }

    /**
     * Its Keccak-256 is the transaction's hash.
     *
     * @param index place in the block, from 0
     */
    public byte[] transaction(BlockContext block, int index, Hash hash, Bytes body) {
        return new TransactionRlp(BodyFormat.of(block.bodyFormat()).transaction(body), block.transaction(index, hash))
                .encode();
    }

    /**
     * @param index   place in the block, from 0
     * @param hash    hash of the receipt's transaction
     * @param body    that transaction
     * @param receipt its receipt
     */
    public byte[] receipt(BlockContext block, int index, Hash hash, Bytes body, Bytes receipt) {
        BodyFormat format = BodyFormat.of(block.bodyFormat());
        TransactionFacts at = block.transaction(index, hash);
        return new ReceiptRlp(format.receipt(receipt), new ReceiptFacts(at, format.transaction(body))).encode();
    }

    /** Each withdrawal, in the block's order; empty where the block is from before there were any. */
    public Optional<List<byte[]>> withdrawals(BlockContext block) {
        return HeaderRlp.withdrawals(block);
    }

    /**
     * A block without uncles: header, transactions, no uncles, and withdrawals where there can be some.
     *
     * @param transactions encoded, in the block's order
     */
    public byte[] block(BlockContext block, List<byte[]> transactions) {
        Optional<List<byte[]>> withdrawals = withdrawals(block);
        return new RlpWriter()
                .list(out -> {
                    HeaderRlp.write(out, block);
                    out.list(list -> transactions.forEach(each -> addTransaction(list, each)));
                    out.list(uncles -> {});
                    withdrawals.ifPresent(all -> out.list(list -> all.forEach(list::encoded)));
                })
                .toByteArray();
    }

    /** A legacy transaction is a list; any other is a string there. */
    private static void addTransaction(RlpWriter list, byte[] transaction) {
        if ((transaction[0] & 0xff) >= FIRST_LIST) {
            list.encoded(transaction);
        } else {
            list.bytes(transaction);
        }
    }
}
