package io.chaintier.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chaintier.spill.Frame.Place;
import io.chaintier.spill.SpillFolder.Damage;
import io.chaintier.spill.SpillFolder.Report;
import io.chaintier.spill.SpillFolder.SegmentReport;
import io.chaintier.spill.SpillFolder.SegmentState;
import io.chaintier.spill.SpillFolder.Stretch;
import io.chaintier.spill.SpillFolder.Verification;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What is in a folder, for people and for programs. */
final class FolderReport {
    private final Path folder;
    private final Report report;
    private final Optional<FolderOwner> owner;
    private final FolderCoverage coverage;

    FolderReport(Path folder, Report report) {
        this.folder = folder;
        this.report = report;
        this.owner = report.owners().size() == 1
                ? Optional.of(new FolderOwner(report.owners().get(0)))
                : Optional.empty();
        this.coverage = FolderCoverage.of(report.segments());
    }

    /** Whose all of it is; empty where that is not known, or there is more than one owner. */
    Optional<FolderOwner> owner() {
        return owner;
    }

    /** Whatever is not as a log leaves it, one line each; empty if nothing is wrong that can be seen from outside. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (report.owners().size() > 1) {
            problems.add("segments of different owners: "
                    + report.owners().stream()
                            .map(each -> new FolderOwner(each).toString())
                            .collect(Collectors.joining("; ")));
        }
        long unreadable = report.segments().stream()
                .filter(segment -> segment.state() == SegmentState.UNREADABLE)
                .count();
        if (unreadable > 0) {
            problems.add(unreadable + " segment files cannot be read");
        }
        problems.addAll(missingSegments());
        if (report.quarantinedBytes() > 0) {
            problems.add(report.quarantinedBytes() + " bytes of damaged segments were set aside in "
                    + folder.resolve("quarantine") + " and are not counted here");
        }
        if (report.head().isEmpty()
                && report.frames() > 0
                && report.segments().stream().noneMatch(segment -> segment.number() == 1)) {
            problems.add("it is not known up to where the records were released: all are counted");
        }
        return problems;
    }

    void print(PrintWriter out) {
        row(out, "folder", folder + (report.inUse() ? " (a running process has it open)" : ""));
        row(
                out,
                "owner",
                owner.map(FolderOwner::toString).orElse(report.owners().isEmpty() ? "unknown" : "several"));
        row(out, "released up to", report.head().map(FolderReport::describe).orElse("unknown"));
        row(
                out,
                "not released",
                String.format(
                        "%,d records, %,d bytes, in %d segment files", report.frames(), report.bytes(), segments()));
        if (!report.segments().isEmpty()) {
            out.printf("%n  %-8s %-11s %14s %14s %16s%n", "SEGMENT", "STATE", "RECORDS", "BYTES", "FILE BYTES");
            report.segments()
                    .forEach(segment -> out.printf(
                            "  %-8d %-11s %,14d %,14d %,16d%n",
                            segment.number(), segment.state(), segment.frames(), segment.bytes(), segment.fileBytes()));
        }
        if (owner.isPresent() && !coverage.stretches().isEmpty()) {
            out.printf("%n  %s%n", "HOLDS");
            coverage.stretches()
                    .forEach(stretch -> out.println("  " + owner.get().describe(stretch)));
        }
        List<String> remarks = remarks();
        if (!remarks.isEmpty()) {
            out.println();
            remarks.forEach(remark -> out.println("  ! " + remark));
        }
        out.flush();
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("directory", folder.toString()).put("inUse", report.inUse());
        ArrayNode owners = json.putArray("owners");
        report.owners().forEach(each -> each.attributes().forEach(owners.addObject()::put));
        ObjectNode head = JsonNodeFactory.instance.objectNode();
        report.head()
                .ifPresent(place -> head.put("segment", place.segment())
                        .put("position", place.position())
                        .put("ordinal", place.ordinal()));
        json.set("releasedUpTo", head.isEmpty() ? JsonNodeFactory.instance.nullNode() : head);
        json.put("records", report.frames()).put("bytes", report.bytes());
        ArrayNode segments = json.putArray("segments");
        report.segments()
                .forEach(segment -> segments.addObject()
                        .put("number", segment.number())
                        .put("state", segment.state().name())
                        .put("records", segment.frames())
                        .put("bytes", segment.bytes())
                        .put("fileBytes", segment.fileBytes()));
        stretches(json.putArray("holds"), coverage.stretches());
        json.put("quarantinedBytes", report.quarantinedBytes());
        strings(json.putArray("remarks"), remarks());
        return json;
    }

    /** Adds what reading everything showed. */
    ObjectNode json(Verification verification, FolderCoverage read) {
        ObjectNode json = json();
        json.put("checkedRecords", verification.frames()).put("checkedBytes", verification.bytes());
        ArrayNode damages = json.putArray("damages");
        for (Damage damage : verification.damages()) {
            ObjectNode line = damages.addObject();
            line.put("segment", damage.segment()).put("from", damage.from()).put("to", damage.to());
            stretches(line.putArray("missing"), damage.missing());
        }
        stretches(json.putArray("holes"), read.holes());
        return json;
    }

    /** One line for each damaged stretch. */
    List<String> describe(List<Damage> damages) {
        return damages.stream()
                .map(damage -> "segment " + damage.segment() + ", bytes " + damage.from() + " to " + (damage.to() - 1)
                        + " are damaged: " + missing(damage))
                .toList();
    }

    List<String> describeStretches(List<Stretch> stretches) {
        Function<Stretch, String> words =
                owner.<Function<Stretch, String>>map(known -> known::describe).orElse(Stretch::toString);
        return stretches.stream().map(words).toList();
    }

    private String missing(Damage damage) {
        return damage.missing().isEmpty()
                ? "which records they held is not known"
                : String.join(", ", describeStretches(damage.missing())) + " cannot be read";
    }

    /** What was found, and what is wrong with it. */
    List<String> remarks() {
        List<String> remarks = new ArrayList<>(report.findings());
        remarks.addAll(problems());
        return remarks;
    }

    /** Segments have consecutive numbers, from that on up to which the records are released. */
    private List<String> missingSegments() {
        List<Long> there =
                report.segments().stream().map(SegmentReport::number).sorted().toList();
        List<String> missing = new ArrayList<>();
        long expected = there.isEmpty() ? 0 : report.head().map(Place::segment).orElse(there.get(0));
        for (long number : there) {
            if (number == expected + 1) {
                missing.add("segment " + expected + " is missing");
            } else if (number > expected) {
                missing.add("segments " + expected + " to " + (number - 1) + " are missing");
            }
            expected = Math.max(expected, number + 1);
        }
        return missing;
    }

    private int segments() {
        return report.segments().size();
    }

    private void stretches(ArrayNode array, List<Stretch> stretches) {
        stretches.forEach(stretch -> array.addObject()
                .put("stream", owner.map(known -> known.name(stretch.stream())).orElse("stream " + stretch.stream()))
                .put("from", stretch.from())
                .put("to", stretch.to()));
    }

    private static void strings(ArrayNode array, List<String> texts) {
        texts.forEach(array::add);
    }

    private static String describe(Place place) {
        return "segment " + place.segment() + ", byte " + place.position();
    }

    private static void row(PrintWriter out, String name, String value) {
        out.printf("  %-15s %s%n", name, value);
    }
}
