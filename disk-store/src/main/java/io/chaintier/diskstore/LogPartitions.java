package io.chaintier.diskstore;

/**
 * Which partition a posting of the log index is in: by 4 bits of its term's fingerprint and by its number. One more kind of
 * shard holds the blocks that have any log at all, and one the blocks whose receipts were not known.
 */
final class LogPartitions {
    /** Blocks with a log, under term 0. */
    static final int WITH_LOGS = -1;

    /** Blocks that an event without receipts told of, under term 0. */
    static final int WITHOUT_RECEIPTS = -2;

    private static final int SHARD_BITS = 4;
    private static final int NUMBER_BITS = 15;

    private LogPartitions() {}

    static int shardOf(long fingerprint) {
        return (int) (fingerprint >>> Long.SIZE - SHARD_BITS);
    }

    static long bucketOf(long number) {
        return number >>> NUMBER_BITS;
    }

    /** The highest number in the bucket of a number. */
    static long lastInBucket(long number) {
        return number | (1L << NUMBER_BITS) - 1;
    }
}
