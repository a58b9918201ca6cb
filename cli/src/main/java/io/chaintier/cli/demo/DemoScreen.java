package io.chaintier.cli.demo;

import io.chaintier.event.BlockRef;
import io.chaintier.sinkruntime.SinkStatus;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The demo's live table: redrawn in place on a terminal, a line now and then elsewhere. */
public final class DemoScreen {
    private static final String ROW = "  %-9s %10s %10s %14s %10s %14s%n";
    private static final int PLAIN_EVERY = 5;

    /**
     * What is shown at one moment.
     *
     * @param source      where the blocks come from
     * @param tiers       figures by tier, in the order of the read path
     * @param readsByTier answers served since the start
     * @param sinks       status by name
     * @param problems    what went wrong, for people
     */
    record Moment(
            String source,
            Map<String, TierWatch.Figures> tiers,
            Map<String, Long> readsByTier,
            Map<String, SinkStatus> sinks,
            List<String> problems) {
        Moment {
            tiers = new LinkedHashMap<>(tiers);
            readsByTier = Map.copyOf(readsByTier);
            sinks = new LinkedHashMap<>(sinks);
            problems = List.copyOf(problems);
        }
    }

    private final PrintWriter out;
    private final boolean terminal;
    private int linesDrawn;
    private int moments;

    public DemoScreen(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    void show(Moment moment) {
        if (terminal) {
            redraw(moment);
        } else if (moments % PLAIN_EVERY == 0) {
            plain(moment);
        }
        moments++;
        out.flush();
    }

    private void redraw(Moment moment) {
        StringBuilder text = new StringBuilder();
        text.append("  blocks come from ").append(moment.source()).append("\n\n");
        text.append(String.format(ROW, "", "head", "blocks", "transactions", "logs", "reads served"));
        moment.tiers()
                .forEach((tier, figures) -> text.append(String.format(
                        ROW,
                        tier,
                        head(figures),
                        figures.blocks(),
                        figures.transactions(),
                        figures.logs(),
                        moment.readsByTier().getOrDefault(tier, 0L))));
        text.append('\n').append("  ").append(sinks(moment)).append('\n');
        moment.problems().forEach(problem -> text.append("  ! ").append(problem).append('\n'));
        if (linesDrawn > 0) {
            out.print("\u001b[" + linesDrawn + "A\u001b[J");
        }
        out.print(text);
        linesDrawn = (int) text.chars().filter(c -> c == '\n').count();
    }

    private void plain(Moment moment) {
        StringBuilder line = new StringBuilder();
        moment.tiers()
                .forEach((tier, figures) -> line.append(tier)
                        .append(" head ")
                        .append(head(figures))
                        .append(" (")
                        .append(figures.blocks())
                        .append(" blocks, ")
                        .append(figures.transactions())
                        .append(" txs, ")
                        .append(figures.logs())
                        .append(" logs, ")
                        .append(moment.readsByTier().getOrDefault(tier, 0L))
                        .append(" reads)  "));
        out.println(line.append(sinks(moment)));
        moment.problems().forEach(problem -> out.println("! " + problem));
    }

    private static String head(TierWatch.Figures figures) {
        Optional<BlockRef> head = figures.head();
        return head.isEmpty() ? "-" : Long.toString(head.get().number());
    }

    private static String sinks(Moment moment) {
        StringBuilder text = new StringBuilder();
        moment.sinks().forEach((name, status) -> text.append(sink(name, status)).append("; "));
        long reorganised = moment.tiers().values().stream()
                .mapToLong(TierWatch.Figures::reorganised)
                .max()
                .orElse(0);
        return text.append(reorganised).append(" blocks reorganised").toString();
    }

    private static String sink(String name, SinkStatus status) {
        long inFile = status.file().frames();
        return name + "-sink " + status.state() + ", lag " + status.lagRecords()
                + (inFile == 0 ? "" : ", " + inFile + " in its file");
    }
}
