package io.chaintier.gateway.rpc;

import io.chaintier.event.ChainId;
import io.chaintier.evm.fees.BlobRules;
import io.chaintier.evm.fees.BlockFees.BlobGas;
import io.chaintier.gateway.rpc.FeeBlocks.FeeBlock;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * Fees that no header says: the base fee of the block that does not exist yet, and the price of blobs. They follow from
 * rules, and chains differ in those. Ethereum's rule for the base fee is believed of a chain if one of its newest blocks
 * follows it: a development node can make single blocks that do not. Rules for blobs are known of some chains only. Where they are not known that is said, and nothing guessed.
 */
final class NextFees {
    /** How many blocks tell whether a chain follows Ethereum's rule. */
    static final int EVIDENCE_BLOCKS = 5;

    private final ChainId chain;

    NextFees(ChainId chain) {
        this.chain = chain;
    }

    /**
     * The base fee after the newest of these blocks; 0 where it has none itself.
     *
     * @param blocks highest first, {@link #EVIDENCE_BLOCKS} or as many as there are
     */
    BigInteger baseFee(List<FeeBlock> blocks) throws RpcException {
        int pairs = 0;
        int following = 0;
        for (int i = 1; i < blocks.size(); i++) {
            Optional<BigInteger> fee = blocks.get(i - 1).fees().baseFee();
            Optional<BigInteger> expected = blocks.get(i).fees().nextBaseFee();
            if (fee.isPresent() && expected.isPresent()) {
                pairs++;
                following += fee.equals(expected) ? 1 : 0;
            }
        }
        if (pairs > 0 && following == 0) {
            throw RpcException.notStored("the base fee after block "
                    + blocks.get(0).ref().number() + " follows rules of " + chain + " that are not known here");
        }
        return blocks.get(0).fees().nextBaseFee().orElse(BigInteger.ZERO);
    }

    /** Wei per blob gas in this block; empty where it is from before there were blobs. */
    Optional<BigInteger> blobFee(FeeBlock block) throws RpcException {
        Optional<BlobGas> blobs = block.fees().blobs();
        return blobs.isEmpty()
                ? Optional.empty()
                : Optional.of(blobFee(block, blobs.get().excess()));
    }

    /** Wei per blob gas in the block after this one. */
    Optional<BigInteger> nextBlobFee(FeeBlock block) throws RpcException {
        Optional<BlobGas> blobs = block.fees().blobs();
        if (blobs.isEmpty()) {
            return Optional.empty();
        }
        if (isUnused(blobs.get())) {
            return Optional.of(BigInteger.ONE);
        }
        return Optional.of(blobFee(block, rules(block).nextExcess(block.fees(), blobs.get())));
    }

    /** Used blob gas as a part of what the block could use; 0 before there were blobs. */
    double blobRatio(FeeBlock block) throws RpcException {
        Optional<BlobGas> blobs = block.fees().blobs();
        return blobs.isEmpty() || blobs.get().used() == 0 ? 0 : rules(block).usedRatio(blobs.get());
    }

    /** Without an excess the price is the lowest there is under all rules: 1 wei. */
    private BigInteger blobFee(FeeBlock block, long excess) throws RpcException {
        return excess == 0 ? BigInteger.ONE : rules(block).baseFee(excess);
    }

    private static boolean isUnused(BlobGas blobs) {
        return blobs.used() == 0 && blobs.excess() == 0;
    }

    private BlobRules rules(FeeBlock block) throws RpcException {
        return BlobRules.of(chain, block.fees().timestamp())
                .orElseThrow(() -> RpcException.notStored("the price of blobs in block "
                        + block.ref().number() + " follows rules of " + chain + " that are not known here"));
    }
}
