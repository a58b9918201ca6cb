package io.chaintier.cli;

import io.chaintier.event.BlockRef;
import io.chaintier.gateway.nodes.NodeOverview;
import io.chaintier.nodereports.NodeComparison;
import io.chaintier.nodereports.NodeReport;
import io.chaintier.nodereports.NodeStatus;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Nodes as a table for people; columns are as wide as what is in them. */
final class NodeTable {
    private static final List<String> TITLES =
            List.of("NODE", "CLIENT", "HEAD", "BEHIND", "SYNCING", "PEERS", "SEEN", "REMARKS");
    private static final int SHOWN_HASH = 12;
    private static final int SHOWN_CLIENT = 30;
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final String UNKNOWN = "-";

    private final PrintWriter out;
    private final Instant now;

    NodeTable(PrintWriter out, Instant now) {
        this.out = out;
        this.now = now;
    }

    void print(NodeOverview overview) {
        out.printf(
                "%s, canonical head %s%n",
                overview.chain(), overview.head().map(NodeTable::shown).orElse("unknown"));
        if (!overview.complete()) {
            out.println("not every tier answers: there may be more nodes, and newer reports");
        }
        if (overview.nodes().isEmpty()) {
            out.println("no node is reported: see 'produce follow' and 'produce report'");
        } else {
            List<List<String>> rows = new ArrayList<>(List.of(TITLES));
            overview.nodes()
                    .forEach(node ->
                            rows.add(row(node).stream().map(NodeTable::harmless).toList()));
            print(rows);
        }
        out.println();
    }

    private List<String> row(NodeComparison comparison) {
        NodeReport report = comparison.node().report();
        NodeStatus status = report.status();
        List<String> remarks = new ArrayList<>(comparison.remarks());
        report.published().ifPresent(block -> remarks.add("publishes the chain, at block " + block.number()));
        return List.of(
                comparison.node().name(),
                status.client().map(client -> cut(client, SHOWN_CLIENT)).orElse(UNKNOWN),
                status.head().map(NodeTable::shown).orElse(UNKNOWN),
                comparison.behind().isPresent()
                        ? Long.toString(comparison.behind().getAsLong())
                        : UNKNOWN,
                status.syncing().isPresent() ? "yes" : "no",
                status.peers().isPresent() ? Long.toString(status.peers().getAsLong()) : UNKNOWN,
                ago(comparison.node().reportedAt()),
                String.join("; ", remarks));
    }

    private void print(List<List<String>> rows) {
        int[] widths = IntStream.range(0, TITLES.size())
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < widths.length; column++) {
                line.append(row.get(column))
                        .append(" ".repeat(widths[column] + 2 - row.get(column).length()));
            }
            out.println(line.toString().stripTrailing());
        }
    }

    private String ago(Instant then) {
        Duration age = Duration.between(then, now);
        long seconds = Math.max(0, age.toSeconds());
        return seconds < 120
                ? seconds + " s ago"
                : age.toHours() < 2 ? age.toMinutes() + " min ago" : age.toHours() + " h ago";
    }

    private static String shown(BlockRef block) {
        return block.number() + " (" + cut(block.hash().toString(), SHOWN_HASH) + ")";
    }

    /** Names and reasons are others' text: what would steer a terminal is not passed on. */
    private static String harmless(String text) {
        return CONTROL.matcher(text).replaceAll("?");
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length) + "..";
    }
}
