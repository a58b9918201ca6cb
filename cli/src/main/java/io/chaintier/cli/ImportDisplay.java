package io.chaintier.cli;

import io.chaintier.event.BlockRef;
import io.chaintier.event.ChainId;
import io.chaintier.producer.importer.ImportListener;
import io.chaintier.producer.importer.ImportProgress;
import io.chaintier.producer.importer.ImportSummary;
import io.chaintier.producer.importer.LineProblem;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Shows how an import goes: a bar on a terminal, a line every few seconds elsewhere, and a table at the end. */
final class ImportDisplay implements ImportListener, AutoCloseable {
    private static final long MIB = 1 << 20;
    private static final int SHOWN_RANGES = 8;

    private final PrintWriter err;
    private final ProgressDisplay progress;

    ImportDisplay(PrintWriter err) {
        this.err = err;
        this.progress = new ProgressDisplay(err, "Import", "MiB", MIB);
    }

    @Override
    public void progressed(ImportProgress now) {
        String figures = String.format(
                Locale.ROOT,
                "%,d blocks, %,d transactions, %,.0f tx/s",
                now.blocks(),
                now.transactions(),
                now.transactionsPerSecond());
        progress.show(now.bytesRead(), now.bytesTotal(), figures);
    }

    @Override
    public void lineRejected(LineProblem problem) {
        say(problem.toString());
    }

    @Override
    public void fileResumed(Path file, long lines) {
        say(file + ": " + lines + " lines were imported before, going on behind them");
    }

    @Override
    public void fileSkipped(Path file) {
        say(file + ": was imported before (--again imports it once more)");
    }

    @Override
    public void close() {
        progress.close();
    }

    static void print(PrintWriter out, ChainId chain, ImportSummary summary) {
        ImportProgress progress = summary.progress();
        row(out, "chain", chain.toString());
        row(out, "files", summary.files() + skipped(summary));
        row(
                out,
                "lines",
                progress.lines() + (summary.rejectedLines() == 0 ? "" : ", " + summary.rejectedLines() + " left out"));
        row(out, "blocks", progress.blocks() + outOfOrder(summary));
        row(out, "numbers", ranges(summary.ranges()));
        row(out, "transactions", progress.transactions());
        row(out, "receipts", summary.receipts() + unknown(summary));
        row(out, "logs", summary.logs());
        row(out, "finalized", summary.finalized().map(BlockRef::toString).orElse("nothing new"));
        row(
                out,
                "time",
                String.format(
                        Locale.ROOT,
                        "%.1f s: %,.0f blocks/s, %,.0f tx/s, %.1f MiB/s",
                        progress.elapsed().toMillis() / 1e3,
                        progress.blocksPerSecond(),
                        progress.transactionsPerSecond(),
                        progress.bytesPerSecond() / MIB));
        out.flush();
    }

    private static String skipped(ImportSummary summary) {
        return summary.skippedFiles() == 0 ? "" : ", and " + summary.skippedFiles() + " that had been imported before";
    }

    private static String outOfOrder(ImportSummary summary) {
        return summary.outOfOrder() == 0 ? "" : ", " + summary.outOfOrder() + " below the one before";
    }

    private static String unknown(ImportSummary summary) {
        return summary.unknownReceipts() == 0 ? "" : ", not known for " + summary.unknownReceipts() + " transactions";
    }

    private static String ranges(List<ImportSummary.Range> ranges) {
        String shown = ranges.stream()
                .limit(SHOWN_RANGES)
                .map(ImportSummary.Range::toString)
                .collect(Collectors.joining(", "));
        String more = ranges.size() > SHOWN_RANGES ? " and " + (ranges.size() - SHOWN_RANGES) + " more ranges" : "";
        return ranges.isEmpty() ? "none" : shown + more + (ranges.size() > 1 ? " (gaps between them)" : "");
    }

    private static void row(PrintWriter out, String name, Object value) {
        out.printf("  %-13s %s%n", name, value);
    }

    private void say(String line) {
        err.println(line);
        err.flush();
    }
}
