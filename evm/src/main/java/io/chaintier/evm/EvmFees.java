package io.chaintier.evm;

import io.chaintier.event.Bytes;
import io.chaintier.event.Hash;
import io.chaintier.evm.EvmRenderer.BlockContext;
import io.chaintier.evm.EvmShapes.BlockFacts;
import io.chaintier.evm.EvmShapes.ReceiptFacts;
import io.chaintier.evm.EvmShapes.TransactionFacts;
import io.chaintier.evm.avro.EvmHeader;
import io.chaintier.evm.avro.EvmTransaction;
import io.chaintier.evm.fees.BlockFees;
import io.chaintier.evm.fees.BlockFees.BlobGas;
import io.chaintier.evm.fees.Tip;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads what stored blocks say about fees. Stateless, thread-safe.
 *
 * <p>All methods throw {@link IncompleteBlockException} if a field is missing, and {@link UnreadableBodyException} if bytes
 * cannot be decoded.
 */
public final class EvmFees {
    public BlockFees block(BlockContext block) {
        Fields<EvmHeader, BlockFacts> header = HeaderRlp.fields(block);
        return new BlockFees(
                block.timestamp(),
                header.find("baseFeePerGas").map(EvmFees::number),
                (Long) header.get("gasUsed"),
                (Long) header.get("gasLimit"),
                header.find("excessBlobGas")
                        .map(excess -> new BlobGas((Long) header.get("blobGasUsed"), (Long) excess)));
    }

    /**
     * What each transaction paid the block's author.
     *
     * @param hashes   of all transactions, in the block's order
     * @param bodies   the transactions
     * @param receipts theirs; none to leave {@link Tip#gasUsed} at 0
     */
    public List<Tip> tips(BlockContext block, List<Hash> hashes, List<Bytes> bodies, List<Bytes> receipts) {
        BodyFormat format = BodyFormat.of(block.bodyFormat());
        BigInteger baseFee = block(block).baseFee().orElse(BigInteger.ZERO);
        Optional<Object> author = HeaderRlp.fields(block).find("miner");
        List<Tip> tips = new ArrayList<>(bodies.size());
        for (int i = 0; i < bodies.size(); i++) {
            TransactionFacts at = block.transaction(i, hashes.get(i));
            EvmTransaction body = format.transaction(bodies.get(i));
            Fields<EvmTransaction, TransactionFacts> transaction = new Fields<>(
                    "transaction " + i + " of block " + block.ref().number(), EvmShapes.TRANSACTION, body, at);
            long gasUsed = receipts.isEmpty() ? 0 : gasUsed(format, receipts.get(i), new ReceiptFacts(at, body));
            boolean ofAuthor = author.isPresent() && author.equals(transaction.find("from"));
            tips.add(new Tip(perGas(transaction, baseFee), gasUsed, ofAuthor));
        }
        return tips;
    }

    private static long gasUsed(BodyFormat format, Bytes receipt, ReceiptFacts facts) {
        return (Long) new Fields<>(
                        "receipt " + facts.place().index() + " of block "
                                + facts.place().block().number(),
                        EvmShapes.RECEIPT,
                        format.receipt(receipt),
                        facts)
                .get("gasUsed");
    }

    private static BigInteger perGas(Fields<EvmTransaction, TransactionFacts> transaction, BigInteger baseFee) {
        Optional<BigInteger> mostPerGas = transaction.find("maxFeePerGas").map(EvmFees::number);
        BigInteger tip = mostPerGas
                .map(most -> number(transaction.get("maxPriorityFeePerGas")).min(most.subtract(baseFee)))
                .orElseGet(() -> number(transaction.get("gasPrice")).subtract(baseFee));
        return tip.max(BigInteger.ZERO);
    }

    private static BigInteger number(Object quantity) {
        ByteBuffer bytes = (ByteBuffer) quantity;
        return new BigInteger(1, bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    }
}
