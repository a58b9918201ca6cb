package io.chaintier.gateway.read;

/**
 * Reads of one tier since the start.
 *
 * @param tier        whose they are
 * @param hits        the tier had it
 * @param misses      the tier did not have it
 * @param failures    the tier could not answer
 * @param skipped     the tier was not asked, because it had failed too often just before
 * @param totalMicros time that hits, misses and failures took together
 */
public record TierReads(Tier tier, long hits, long misses, long failures, long skipped, long totalMicros) {
    /** Mean time of a read in microseconds, 0 before the first. */
    public long meanMicros() {
        long reads = hits + misses + failures;
        return reads == 0 ? 0 : totalMicros / reads;
    }
}
