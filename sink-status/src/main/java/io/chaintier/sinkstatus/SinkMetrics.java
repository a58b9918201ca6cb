package io.chaintier.sinkstatus;

import io.chaintier.sinkruntime.SinkStatus;
import io.chaintier.sinkruntime.SinkStatus.State;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * A status as Prometheus metrics. All figures of one scrape are of one moment. Labels are the sink's name, its states and
 * the causes of dead letters, which are classes of this program: few, whatever the data. For one thread.
 */
final class SinkMetrics implements AutoCloseable {
    private static final String FORMAT = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbageCollection = new JvmGcMetrics();
    private final Set<String> causes = new HashSet<>();
    /** What is being scraped; there before a meter is read. */
    private SinkStatus shown;

    SinkMetrics(String sink, String version) {
        registry.config().commonTags("sink", sink);
        Gauge.builder("chaintier.build", () -> 1)
                .description("Always 1; the label says which build runs.")
                .tag("version", version)
                .register(registry);
        counters();
        gauges();
        fileGauges();
        garbageCollection.bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    Page page(SinkStatus status) {
        shown = status;
        status.counts().deadLetters().keySet().stream().filter(causes::add).forEach(this::deadLetters);
        return new Page(200, FORMAT, registry.scrape());
    }

    @Override
    public void close() {
        garbageCollection.close();
        registry.close();
    }

    private void counters() {
        counter(
                "events",
                "Events of chains that were stored.",
                status -> status.counts().events());
        counter("blocks", "Blocks that were stored.", status -> status.counts().blocks());
        counter(
                "transactions",
                "Transactions in stored blocks.",
                status -> status.counts().transactions());
        counter(
                "state.entries",
                "State entries that were stored.",
                status -> status.counts().stateEntries());
        counter(
                "retries",
                "Calls to the store that were repeated.",
                status -> status.counts().retries());
        counter(
                "overloads",
                "Calls that the store answered with a plea to slow down.",
                status -> status.counts().overloads());
        counter(
                "sequence.gaps",
                "Places where a chain's sequence was not the next one: events are missing from the topic.",
                status -> status.counts().sequenceGaps());
        counter(
                "spilled.records",
                "Records that were appended to the fallback file.",
                status -> status.counts().spilled());
        counter(
                "drained.records",
                "Records that were read from the fallback file and decoded.",
                status -> status.counts().drained());
        counter(
                "skipped.records",
                "Records read from the fallback file that were dealt with already.",
                status -> status.counts().skipped());
        counter(
                "poisoned.segments",
                "How often the disk failed and the fallback file went on in a new segment.",
                status -> status.file().poisonedSegments());
    }

    private void gauges() {
        for (State state : State.values()) {
            Gauge.builder("chaintier.sink.state", () -> shown.state() == state ? 1 : 0)
                    .description("1 for the state that the sink is in, 0 for the others.")
                    .tag("state", state.name())
                    .register(registry);
        }
        gauge("lag.records", "Records in the topics that are not yet read.", SinkStatus::lagRecords);
        gauge("queued.events", "Events decoded and not yet given to the store.", SinkStatus::queued);
        gauge(
                "stopped.partitions",
                "Partitions that are read no further until a person looks.",
                status -> status.stopped().size());
        gauge(
                "backoff.seconds",
                "Current pause between attempts to reach the store.",
                status -> seconds(status.backoff()));
    }

    private void fileGauges() {
        gauge(
                "file.usable",
                "1 if the fallback file can be read and appended to.",
                status -> flag(status.file().usable()));
        gauge(
                "file.blocked",
                "1 if the fallback file takes nothing now.",
                status -> flag(status.file().obstacle().isPresent()));
        gauge(
                "file.records",
                "Records in the fallback file that are not yet released.",
                status -> status.file().frames());
        gauge("file.bytes", "Bytes of those records.", status -> status.file().bytes());
        gauge(
                "file.oldest.age.seconds",
                "How long the oldest of them has been there.",
                status -> seconds(status.file().oldestAge()));
        gauge(
                "file.disk.bytes",
                "Bytes that the fallback file takes on its disk.",
                status -> status.file().fileBytes());
        gauge("file.segments", "Segment files.", status -> status.file().segments());
        gauge(
                "file.quarantined.bytes",
                "Bytes in damaged segments that were set aside.",
                status -> status.file().quarantinedBytes());
        gauge(
                "file.drain.records.per.second",
                "Pace of emptying the fallback file; 0 where it is not emptied.",
                status -> status.file().drainRecordsPerSecond());
        gauge(
                "file.until.empty.seconds",
                "How long emptying it will take at that pace; NaN where it is not emptied.",
                status -> status.file().untilEmpty().map(SinkMetrics::seconds).orElse(Double.NaN));
    }

    private void deadLetters(String cause) {
        FunctionCounter.builder(
                        "chaintier.sink.dead.letters",
                        this,
                        metrics -> metrics.shown.counts().deadLetters().getOrDefault(cause, 0L))
                .description("Events that went to the dead-letter topic, by cause.")
                .tag("cause", cause)
                .register(registry);
    }

    private void counter(String name, String help, ToDoubleFunction<SinkStatus> value) {
        FunctionCounter.builder("chaintier.sink." + name, this, metrics -> value.applyAsDouble(metrics.shown))
                .description(help)
                .register(registry);
    }

    private void gauge(String name, String help, ToDoubleFunction<SinkStatus> value) {
        Gauge.builder("chaintier.sink." + name, this, metrics -> value.applyAsDouble(metrics.shown))
                .description(help)
                .register(registry);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1e3;
    }

    private static double flag(boolean set) {
        return set ? 1 : 0;
    }
}
