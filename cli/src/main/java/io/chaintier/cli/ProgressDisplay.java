package io.chaintier.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How far something is: a bar on a terminal, a line every few seconds elsewhere. For one thread. */
final class ProgressDisplay implements AutoCloseable {
    private static final Duration LINE_INTERVAL = Duration.ofSeconds(5);

    private final PrintWriter err;
    private final String task;
    private final String unit;
    private final long unitSize;
    private final Optional<ProgressBar> bar;
    private long lastLineNanos = System.nanoTime();

    /**
     * @param task     what is done, in one word
     * @param unit     in which it is counted, for example {@code MiB}
     * @param unitSize how many of what is given make one unit
     */
    ProgressDisplay(PrintWriter err, String task, String unit, long unitSize) {
        this.err = err;
        this.task = task;
        this.unit = unit;
        this.unitSize = unitSize;
        this.bar = System.console() == null
                ? Optional.empty()
                : Optional.of(new ProgressBarBuilder()
                        .setTaskName(task)
                        .setUnit(" " + unit, unitSize)
                        .setStyle(ProgressBarStyle.ASCII)
                        .build());
    }

    /** @param figures whatever else there is to say; may be empty */
    void show(long done, long total, String figures) {
        bar.ifPresent(shown -> {
            shown.maxHint(total);
            shown.stepTo(done);
            shown.setExtraMessage(figures);
        });
        if (bar.isEmpty() && System.nanoTime() - lastLineNanos > LINE_INTERVAL.toNanos()) {
            lastLineNanos = System.nanoTime();
            long percent = 100 * done / Math.max(1, total);
            err.println(task + ": " + percent + " % of " + total / unitSize + " " + unit
                    + (figures.isEmpty() ? "" : ", " + figures));
            err.flush();
        }
    }

    @Override
    public void close() {
        bar.ifPresent(ProgressBar::close);
    }
}
