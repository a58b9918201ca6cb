package io.chaintier.evm.fees;

import static org.assertj.core.api.Assertions.assertThat;

import io.chaintier.event.ChainId;
import io.chaintier.evm.fees.BlockFees.BlobGas;
import java.math.BigInteger;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** B2: what the next block costs, by EIP-1559, EIP-4844, EIP-7840 and EIP-7918. */
class FeeRulesTest {
    private static final ChainId MAINNET = ChainId.parse("eip155:1");

    @ParameterizedTest
    @CsvSource({
        "1000000000, 20000000, 10000000, 1000000000",
        "1000000000, 20000000,  9000000,  987500000",
        "1000000000, 20000000, 11000000, 1012500000",
        "1000000000, 20000000, 20000000, 1125000000",
        "1000000000, 20000000,        0,  875000000",
        "7,          20000000, 20000000,          8",
        "0,          20000000,        0,          0"
    })
    void theBaseFeeFollowsTheUsedGas(long fee, long limit, long used, long next) {
        BlockFees block = new BlockFees(0, Optional.of(BigInteger.valueOf(fee)), used, limit, Optional.empty());

        assertThat(block.nextBaseFee()).contains(BigInteger.valueOf(next));
    }

    @Test
    void aBlockWithoutABaseFeeHasNoNextOne() {
        assertThat(new BlockFees(0, Optional.empty(), 5, 10, Optional.empty()).nextBaseFee())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1710338134,        ,  ,         ",
        "1710338135,  3,    6,  3338477",
        "1746612310,  3,    6,  3338477",
        "1746612311,  6,    9,  5007716",
        "1764798551,  6,    9,  5007716",
        "1765290071,  10,  15,  8346193",
        "1767747671,  14,  21, 11684671"
    })
    void mainnetChangedItsRulesForBlobsWithItsForks(long timestamp, Integer target, Integer max, Long fraction) {
        Optional<BlobRules> rules = BlobRules.of(MAINNET, timestamp);

        assertThat(rules.map(BlobRules::target)).isEqualTo(Optional.ofNullable(target));
        assertThat(rules.map(BlobRules::max)).isEqualTo(Optional.ofNullable(max));
        assertThat(rules.map(BlobRules::updateFraction)).isEqualTo(Optional.ofNullable(fraction));
    }

    @Test
    void rulesOfOtherChainsAreNotGuessed() {
        assertThat(BlobRules.of(ChainId.parse("eip155:10"), 1_800_000_000L)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "3338477, 0, 1",
        "3338477, 2314057, 1",
        "3338477, 2314058, 2",
        "3338477, 10485760, 23",
        "5007716, 10485760, 8"
    })
    void theBlobFeeGrowsWithTheExponentOfTheExcess(long fraction, long excess, long fee) {
        assertThat(new BlobRules(3, 6, fraction, false).baseFee(excess)).isEqualTo(BigInteger.valueOf(fee));
    }

    @ParameterizedTest
    @CsvSource({
        // Used and excess together are below the target of three blobs.
        "0,      131072,       0",
        "131072, 262144,       0",
        // Above it what is over stays.
        "393216, 393216,  393216",
        "1000,   786432,  394216"
    })
    void theExcessIsWhatIsOverTheTarget(long excess, long used, long next) {
        BlobRules cancun = BlobRules.of(MAINNET, 1_710_338_135L).orElseThrow();

        assertThat(cancun.nextExcess(block(BigInteger.ONE), new BlobGas(used, excess)))
                .isEqualTo(next);
    }

    @Test
    void sinceOsakaTheExcessDoesNotFallWhileBlobsAreCheaperThanTheirReserve() {
        BlobRules osaka = BlobRules.of(MAINNET, 1_764_798_551L).orElseThrow();
        BlobGas full = new BlobGas(9 << 17, 10_000_000);

        long dear = osaka.nextExcess(block(BigInteger.valueOf(1_000_000_000)), full);
        long cheap = osaka.nextExcess(block(BigInteger.ZERO), full);

        assertThat(dear).isEqualTo(10_000_000 + (9 << 17) * 3 / 9);
        assertThat(cheap).isEqualTo(10_000_000 + (9 << 17) - (6 << 17));
    }

    @Test
    void ratiosArePartsOfTheLimit() {
        assertThat(block(BigInteger.ONE).gasUsedRatio()).isEqualTo(0.25);
        assertThat(BlobRules.of(MAINNET, 1_710_338_135L).orElseThrow().usedRatio(new BlobGas(3 << 17, 0)))
                .isEqualTo(0.5);
    }

    private static BlockFees block(BigInteger baseFee) {
        return new BlockFees(0, Optional.of(baseFee), 25, 100, Optional.empty());
    }
}
