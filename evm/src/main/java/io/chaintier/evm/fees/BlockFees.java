package io.chaintier.evm.fees;

import static java.util.Objects.requireNonNull;

import java.math.BigInteger;
import java.util.Optional;

/**
 * What a header says about fees.
 *
 * @param timestamp seconds since 1970
 * @param baseFee   wei per gas; empty before the London fork
 * @param gasUsed   of all transactions
 * @param gasLimit  of the block
 * @param blobs     empty before the Cancun fork
 */
public record BlockFees(
        long timestamp, Optional<BigInteger> baseFee, long gasUsed, long gasLimit, Optional<BlobGas> blobs) {
    private static final BigInteger DENOMINATOR = BigInteger.valueOf(8);
    private static final long ELASTICITY = 2;

    public BlockFees {
        requireNonNull(baseFee, "baseFee");
        requireNonNull(blobs, "blobs");
    }

    /**
     * @param used   by the block's blobs
     * @param excess of the blocks before it over the target
     */
    public record BlobGas(long used, long excess) {}

    /** Used gas as a part of the limit, from 0 to 1. */
    public double gasUsedRatio() {
        return gasLimit == 0 ? 0 : (double) gasUsed / gasLimit;
    }

    /**
     * The base fee of the block after this one by Ethereum's rule (EIP-1559); other chains can have others.
     *
     * @return empty where this block has none
     */
    public Optional<BigInteger> nextBaseFee() {
        return baseFee.map(fee -> {
            long target = gasLimit / ELASTICITY;
            if (gasUsed == target || target == 0) {
                return fee;
            }
            BigInteger change = fee.multiply(BigInteger.valueOf(Math.abs(gasUsed - target)))
                    .divide(BigInteger.valueOf(target))
                    .divide(DENOMINATOR);
            return gasUsed > target
                    ? fee.add(change.max(BigInteger.ONE))
                    : fee.subtract(change).max(BigInteger.ZERO);
        });
    }
}
