package io.chaintier.producer.importer;

import static java.util.Objects.requireNonNull;

import io.chaintier.event.BlockRef;
import java.util.List;
import java.util.Optional;

/**
 * What an import did. All that is counted is confirmed by Kafka.
 *
 * @param files           imported by this run, wholly or from where an earlier run stopped
 * @param skippedFiles    imported before
 * @param receipts        known ones
 * @param unknownReceipts transactions without known receipt
 * @param rejectedLines   left out, each was reported
 * @param outOfOrder      blocks with a lower number than the block before them
 * @param ranges          the numbers of the imported blocks; more than one means gaps
 * @param finalized       what was marked safe and finalized at the end; empty where nothing was
 * @param progress        bytes, lines, blocks, transactions and time at the end
 */
public record ImportSummary(
        int files,
        int skippedFiles,
        long receipts,
        long logs,
        long unknownReceipts,
        long rejectedLines,
        long outOfOrder,
        List<Range> ranges,
        Optional<BlockRef> finalized,
        ImportProgress progress) {
    /** Block numbers without a gap, both ends included. */
    public record Range(long first, long last) {
        /** {@code 7} or {@code 7-12}. */
        @Override
        public String toString() {
            return first == last ? Long.toString(first) : first + "-" + last;
        }
    }

    public ImportSummary {
        requireNonNull(finalized, "finalized");
        requireNonNull(progress, "progress");
        ranges = List.copyOf(ranges);
    }
}
