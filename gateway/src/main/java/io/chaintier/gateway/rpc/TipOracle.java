package io.chaintier.gateway.rpc;

import io.chaintier.event.ChainId;
import io.chaintier.evm.fees.Tip;
import io.chaintier.gateway.rpc.FeeBlocks.FeeBlock;
import io.chaintier.store.BlockDetail;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The tip that gets a transaction into one of the next blocks, as go-ethereum suggests it: of each of the newest twenty
 * blocks the three lowest tips, leaving out the author's own and those next to nothing; of all these the one that 60 % are
 * not above. A block that has none counts with the default tip, and up to twenty more are looked at instead.
 */
final class TipOracle {
    private static final int BLOCKS = 20;
    private static final int MOST_BLOCKS = 2 * BLOCKS;
    private static final int TIPS_OF_A_BLOCK = 3;
    private static final int PERCENTILE = 60;
    private static final int HUNDRED = 100;
    private static final BigInteger NEXT_TO_NOTHING = BigInteger.TWO;
    private static final BigInteger DEFAULT = BigInteger.valueOf(1_000_000);
    private static final BigInteger HIGHEST = BigInteger.valueOf(500_000_000_000L);

    private final FeeBlocks blocks;

    TipOracle(FeeBlocks blocks) {
        this.blocks = blocks;
    }

    /** In wei per gas, from 2 wei to 500 Gwei. */
    BigInteger suggest(ChainId chain, FeeBlock head) throws RpcException {
        List<BigInteger> sample = new ArrayList<>();
        Optional<FeeBlock> next = blocks.find(chain, head.ref().hash(), BlockDetail.TRANSACTIONS);
        int wanted = BLOCKS;
        for (int looked = 0; looked < wanted && next.isPresent(); looked++) {
            List<BigInteger> lowest = lowest(next.get());
            sample.addAll(lowest.isEmpty() ? List.of(DEFAULT) : lowest);
            if (lowest.size() <= 1) {
                wanted = Math.min(MOST_BLOCKS, wanted + 1);
            }
            next = next.get().ref().number() == 0
                    ? Optional.empty()
                    : blocks.find(chain, next.get().parent(), BlockDetail.TRANSACTIONS);
        }
        sample.sort(BigInteger::compareTo);
        return sample.isEmpty()
                ? DEFAULT
                : sample.get((sample.size() - 1) * PERCENTILE / HUNDRED).min(HIGHEST);
    }

    private static List<BigInteger> lowest(FeeBlock block) {
        return block.tips().stream()
                .filter(tip -> !tip.ofAuthor())
                .map(Tip::perGas)
                .filter(tip -> tip.compareTo(NEXT_TO_NOTHING) >= 0)
                .limit(TIPS_OF_A_BLOCK)
                .toList();
    }
}
