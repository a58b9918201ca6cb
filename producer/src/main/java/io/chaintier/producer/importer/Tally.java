package io.chaintier.producer.importer;

import io.chaintier.event.Block;
import io.chaintier.event.BlockRef;
import io.chaintier.event.Receipt;
import io.chaintier.producer.importer.ImportSummary.Range;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** Counts what an import does. One thread. */
final class Tally {
    private final LongSupplier nanoTime;
    private final long start;
    private final long bytesTotal;
    /** First number of each range of imported blocks to its last. */
    private final TreeMap<Long, Long> ranges = new TreeMap<>();

    private long bytesOfFilesDone;
    private long bytesOfFile;
    private long lines;
    private long blocks;
    private long transactions;
    private long receipts;
    private long logs;
    private long unknownReceipts;
    private long rejectedLines;
    private long outOfOrder;
    private long previousNumber = -1;
    private int files;
    private int skippedFiles;

    Tally(long bytesTotal, LongSupplier nanoTime) {
        this.bytesTotal = bytesTotal;
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
    }

    void skippedFile(long bytes) {
        skippedFiles++;
        bytesOfFilesDone += bytes;
    }

    void finishedFile(long bytes) {
        files++;
        bytesOfFilesDone += bytes;
        bytesOfFile = 0;
    }

    void read(long bytesOfThisFile) {
        lines++;
        bytesOfFile = bytesOfThisFile;
    }

    void rejected() {
        rejectedLines++;
    }

    void accepted(Block block, long logsOfBlock) {
        long number = block.ref().number();
        blocks++;
        transactions += block.transactions().size();
        Optional<List<Receipt>> known = block.receipts();
        known.ifPresentOrElse(
                list -> receipts += list.size(),
                () -> unknownReceipts += block.transactions().size());
        logs += logsOfBlock;
        outOfOrder += number < previousNumber ? 1 : 0;
        previousNumber = number;
        addToRanges(number);
    }

    ImportProgress progress() {
        return new ImportProgress(
                bytesOfFilesDone + bytesOfFile,
                bytesTotal,
                lines,
                blocks,
                transactions,
                Duration.ofNanos(nanoTime.getAsLong() - start));
    }

    ImportSummary summary(Optional<BlockRef> finalized) {
        return new ImportSummary(
                files,
                skippedFiles,
                receipts,
                logs,
                unknownReceipts,
                rejectedLines,
                outOfOrder,
                ranges.entrySet().stream()
                        .map(range -> new Range(range.getKey(), range.getValue()))
                        .toList(),
                finalized,
                progress());
    }

    private void addToRanges(long number) {
        Map.Entry<Long, Long> below = ranges.floorEntry(number);
        if (below != null && below.getValue() >= number) {
            return;
        }
        long first = below != null && below.getValue() == number - 1 ? below.getKey() : number;
        Long lastOfNext = ranges.remove(number + 1);
        ranges.put(first, lastOfNext == null ? number : lastOfNext);
    }
}
