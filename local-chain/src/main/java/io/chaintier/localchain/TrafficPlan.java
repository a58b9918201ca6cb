package io.chaintier.localchain;

/**
 * What {@link Traffic} does. The same plan on a new node of the same options gives the same chain, hash by hash.
 *
 * @param seed                        of everything random
 * @param blockIntervalSeconds        between the timestamps of a block and its parent, 1 or more
 * @param mostTransactionsPerBlock    a block has 0 to this many, 1 to 12
 * @param stepsPerReorganisation      one step in so many, on average, abandons blocks; 1 or more
 * @param deepestReorganisationBlocks most blocks abandoned at once, 1 or more
 * @param blobs                       whether one transaction in a hundred carries a blob: anvil needs seconds of
 *                                    processor time before its first, and then shows the blob's 128 KiB in the
 *                                    transaction, as other nodes do not
 */
public record TrafficPlan(
        long seed,
        int blockIntervalSeconds,
        int mostTransactionsPerBlock,
        int stepsPerReorganisation,
        int deepestReorganisationBlocks,
        boolean blobs) {
    /** @throws IllegalArgumentException if a component is out of range; the message shows it */
    public TrafficPlan {
        requireBetween(1, Integer.MAX_VALUE, blockIntervalSeconds, "seconds between blocks");
        requireBetween(1, 12, mostTransactionsPerBlock, "transactions in a block");
        requireBetween(1, Integer.MAX_VALUE, stepsPerReorganisation, "steps per reorganisation");
        requireBetween(1, Integer.MAX_VALUE, deepestReorganisationBlocks, "blocks abandoned at once");
    }

    /**
     * A block each 12 s of chain time, up to 8 transactions in it but no blobs, every tenth step a reorganisation of
     * up to 10 blocks.
     */
    public static TrafficPlan seeded(long seed) {
        return new TrafficPlan(seed, 12, 8, 10, 10, false);
    }

    /** The same plan, with blobs. */
    public TrafficPlan withBlobs() {
        return new TrafficPlan(
                seed,
                blockIntervalSeconds,
                mostTransactionsPerBlock,
                stepsPerReorganisation,
                deepestReorganisationBlocks,
                true);
    }

    private static void requireBetween(int least, int most, int value, String what) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("%s must be %d to %d: %d".formatted(what, least, most, value));
        }
    }
}
