package io.chaintier.nodereports;

import static java.util.Objects.requireNonNull;

import io.chaintier.event.StateEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A node and the newest report of it.
 *
 * @param reportedAt by the reporter's clock
 */
public record ReportedNode(String name, NodeReport report, Instant reportedAt) {
    /** A report that is late by less than this many intervals may still be on its way. */
    private static final int SILENT_AFTER_INTERVALS = 3;

    public ReportedNode {
        requireNonNull(name, "name");
        requireNonNull(report, "report");
        requireNonNull(reportedAt, "reportedAt");
    }

    /**
     * The node of an entry of namespace {@link NodeReport#NAMESPACE}; empty where it was removed. A report that cannot be
     * read is one that says so.
     */
    public static Optional<ReportedNode> of(StateEntry entry) {
        return entry.value().map(value -> {
            NodeReport report;
            try {
                report = NodeReportJson.decode(value);
            } catch (IllegalArgumentException e) {
                NodeStatus unread = NodeStatus.UNKNOWN.failing("its report cannot be read: " + e.getMessage());
                report = new NodeReport(unread, List.of(), Optional.empty(), Duration.ZERO);
            }
            return new ReportedNode(entry.key(), report, entry.emittedAt());
        });
    }

    /** Whether reports that ought to have come have not. */
    public boolean isSilent(Instant now) {
        Duration patience = report.interval().multipliedBy(SILENT_AFTER_INTERVALS);
        return Duration.between(reportedAt, now).compareTo(patience) > 0;
    }
}
