package io.chaintier.producer.importer;

import java.time.Duration;

/**
 * How far an import has come.
 *
 * @param bytesRead    of the files as they are on disk
 * @param bytesTotal   of all files
 * @param lines        read, blank ones included
 * @param blocks       accepted
 * @param transactions in them
 */
public record ImportProgress(
        long bytesRead, long bytesTotal, long lines, long blocks, long transactions, Duration elapsed) {
    public double blocksPerSecond() {
        return blocks / seconds(elapsed);
    }

    public double transactionsPerSecond() {
        return transactions / seconds(elapsed);
    }

    public double bytesPerSecond() {
        return bytesRead / seconds(elapsed);
    }

    private static double seconds(Duration elapsed) {
        return Math.max(elapsed.toNanos(), 1) / 1e9;
    }
}
