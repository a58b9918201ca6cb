package io.chaintier.evm.fees;

import io.chaintier.event.ChainId;
import io.chaintier.evm.fees.BlockFees.BlobGas;
import java.math.BigInteger;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What blobs cost on one chain from some time on (EIP-4844, EIP-7840, EIP-7918). Headers do not say it, so it is known here
 * of Ethereum's own networks only, and of the development chains, which follow Ethereum.
 *
 * @param target         blobs of a block at which the fee stays the same
 * @param max            blobs of a block at most
 * @param updateFraction how slowly the fee follows the excess
 * @param reserved       whether the fee has a floor that follows the base fee (EIP-7918)
 */
public record BlobRules(int target, int max, long updateFraction, boolean reserved) {
    private static final long GAS_PER_BLOB = 1 << 17;
    private static final BigInteger BASE_COST = BigInteger.valueOf(1 << 13);

    private static final BlobRules CANCUN = new BlobRules(3, 6, 3_338_477, false);
    private static final BlobRules PRAGUE = new BlobRules(6, 9, 5_007_716, false);
    private static final BlobRules OSAKA = new BlobRules(6, 9, 5_007_716, true);
    private static final BlobRules BPO1 = new BlobRules(10, 15, 8_346_193, true);
    private static final BlobRules BPO2 = new BlobRules(14, 21, 11_684_671, true);

    /** By chain: from which second on. */
    private static final Map<ChainId, NavigableMap<Long, BlobRules>> SCHEDULES = Map.of(
            chain("1"), schedule(1_710_338_135L, 1_746_612_311L, 1_764_798_551L, 1_765_290_071L, 1_767_747_671L),
            chain("17000"), schedule(1_707_305_664L, 1_740_434_112L, 1_759_308_480L, 1_759_800_000L, 1_760_389_824L),
            chain("11155111"), schedule(1_706_655_072L, 1_741_159_776L, 1_760_427_360L, 1_761_017_184L, 1_761_607_008L),
            chain("560048"), schedule(0L, 1_742_999_832L, 1_761_677_592L, 1_762_365_720L, 1_762_955_544L),
            chain("1337"), new TreeMap<>(Map.of(0L, PRAGUE)),
            chain("31337"), new TreeMap<>(Map.of(0L, PRAGUE)));

    private static ChainId chain(String reference) {
        return new ChainId("eip155", reference);
    }

    private static NavigableMap<Long, BlobRules> schedule(long cancun, long prague, long osaka, long bpo1, long bpo2) {
        return new TreeMap<>(Map.of(cancun, CANCUN, prague, PRAGUE, osaka, OSAKA, bpo1, BPO1, bpo2, BPO2));
    }

    /**
     * @param timestamp of the block, seconds since 1970
     * @return empty where the chain's rules are not known here
     */
    public static Optional<BlobRules> of(ChainId chain, long timestamp) {
        return Optional.ofNullable(SCHEDULES.get(chain))
                .map(schedule -> schedule.floorEntry(timestamp))
                .map(Map.Entry::getValue);
    }

    /** Wei per blob gas in a block with this excess: e to the power of excess by fraction, in whole numbers. */
    public BigInteger baseFee(long excess) {
        BigInteger numerator = BigInteger.valueOf(excess);
        BigInteger denominator = BigInteger.valueOf(updateFraction);
        BigInteger sum = BigInteger.ZERO;
        BigInteger term = denominator;
        for (long i = 1; term.signum() > 0; i++) {
            sum = sum.add(term);
            term = term.multiply(numerator).divide(denominator).divide(BigInteger.valueOf(i));
        }
        return sum.divide(denominator);
    }

    /**
     * The excess of the block after this one.
     *
     * @param block with its {@code blobs}
     */
    public long nextExcess(BlockFees block, BlobGas blobs) {
        long excess = blobs.excess() + blobs.used();
        long targetGas = target * GAS_PER_BLOB;
        if (excess < targetGas) {
            return 0;
        }
        if (reserved && isBelowReserve(block, blobs)) {
            return blobs.excess() + blobs.used() * (max - target) / max;
        }
        return excess - targetGas;
    }

    private boolean isBelowReserve(BlockFees block, BlobGas blobs) {
        BigInteger reserve = BASE_COST.multiply(block.baseFee().orElse(BigInteger.ZERO));
        BigInteger price = baseFee(blobs.excess()).multiply(BigInteger.valueOf(GAS_PER_BLOB));
        return reserve.compareTo(price) > 0;
    }

    /** Used blob gas as a part of what a block can use, from 0 to 1. */
    public double usedRatio(BlobGas blobs) {
        return (double) blobs.used() / (max * GAS_PER_BLOB);
    }
}
