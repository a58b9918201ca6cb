package io.chaintier.sinkstatus;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chaintier.sinkruntime.SinkStatus;
import io.chaintier.sinkruntime.SinkStatus.Counts;
import io.chaintier.sinkruntime.SinkStatus.FileStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;

/** A status as JSON. Its names and units are an interface: scripts read them. What there is none of is null. */
final class StatusJson {
    private StatusJson() {}

    static ObjectNode of(String sink, SinkStatus status) {
        Counts counts = status.counts();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("sink", sink)
                .put("state", status.state().name())
                .put("events", counts.events())
                .put("blocks", counts.blocks())
                .put("transactions", counts.transactions())
                .put("stateEntries", counts.stateEntries())
                .put("retries", counts.retries())
                .put("overloads", counts.overloads())
                .put("sequenceGaps", counts.sequenceGaps())
                .put("queued", status.queued())
                .put("lagRecords", status.lagRecords())
                .put("spilled", counts.spilled())
                .put("drained", counts.drained())
                .put("skipped", counts.skipped());
        ObjectNode deadLetters = json.putObject("deadLetters");
        new TreeMap<>(counts.deadLetters()).forEach(deadLetters::put);
        file(json.putObject("file"), status.file());
        json.put("backoffMs", status.backoff().toMillis());
        ObjectNode stopped = json.putObject("stopped");
        new TreeMap<>(status.stopped()).forEach(stopped::put);
        return json.put("lastError", orNull(status.lastError()));
    }

    private static void file(ObjectNode json, FileStatus file) {
        json.put("directory", file.directory().toString())
                .put("usable", file.usable())
                .put("frames", file.frames())
                .put("bytes", file.bytes())
                .put("oldestAgeMs", file.oldestAge().toMillis())
                .put("fileBytes", file.fileBytes())
                .put("segments", file.segments())
                .put("poisonedSegments", file.poisonedSegments())
                .put("quarantinedBytes", file.quarantinedBytes())
                .put("obstacle", orNull(file.obstacle()))
                .put("drainRecordsPerSecond", file.drainRecordsPerSecond())
                .put("untilEmptyMs", file.untilEmpty().map(Duration::toMillis).orElse(null));
    }

    /** For Jackson, whose null is JSON's. */
    private static String orNull(Optional<String> text) {
        return text.orElse(null);
    }
}
