package io.chaintier.cli;

import io.chaintier.config.Settings;
import io.chaintier.disksink.DiskSink;
import io.chaintier.memorysink.MemorySink;
import io.chaintier.sinkruntime.FolderDrain;
import io.chaintier.sinkruntime.RecordCodec;
import io.chaintier.sinkruntime.SinkConfig;
import io.chaintier.spill.Frame;
import io.chaintier.spill.SpillFolder.Verification;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.KafkaException;

/** Where a folder is to be drained to: the store of the sink whose it is. For one thread. */
final class DrainTarget {
    private final FolderOwner owner;
    private final String sink;
    private final Settings settings;
    private final SinkConfig config;
    private final Map<String, Long> records = new TreeMap<>();
    private long unreadable;

    private DrainTarget(FolderOwner owner, String sink, Settings settings) {
        this.owner = owner;
        this.sink = sink;
        this.settings = settings;
        this.config = SinkConfig.from(sink, settings);
    }

    /** @throws CommandException if no store can take what this owner left; the message says what to do instead */
    static DrainTarget of(FolderOwner owner, Path folder, Settings settings) {
        if (owner.publishersChain().isPresent()) {
            throw SpillCommand.refused(folder + " is the spool of the " + owner
                    + ", which drains it by itself, into Kafka: start that producer again on this machine, for example"
                    + " with `bin/chaintier produce follow --rpc URL -s publisher.spool.dir=" + folder.getParent()
                    + "`");
        }
        return owner.sink()
                .filter(name -> name.equals(MemorySink.NAME) || name.equals(DiskSink.NAME))
                .map(name -> new DrainTarget(owner, name, settings))
                .orElseThrow(() -> SpillCommand.refused(
                        folder + " is of " + owner + ": expected the folder of a memory sink or a disk sink"));
    }

    /**
     * Makes sure that the records belong into this deployment's store.
     *
     * @throws io.chaintier.sinkruntime.SinkFailedException if they do not
     */
    void check(boolean withoutKafka) {
        FolderDrain.checkOwner(owner.owner(), config);
        if (withoutKafka) {
            return;
        }
        try {
            FolderDrain.checkTopics(owner.owner(), config);
        } catch (KafkaException e) {
            throw new CommandException(
                    "Kafka at " + config.kafka().servers() + " does not say which topics it has now: " + e.getMessage()
                            + ". If it is gone for good, --without-kafka drains without asking",
                    ExitCode.RESTART_MAY_HELP);
        }
    }

    /** Counts a frame that will be drained. */
    void foresee(Frame frame) {
        records.merge(owner.name(frame.stream()), 1L, Long::sum);
        try {
            RecordCodec.decode(frame.payload());
        } catch (IllegalArgumentException e) {
            unreadable++;
        }
    }

    /** Says what {@link #drain} would do; returns whether it could do it with all. */
    boolean tellPlan(PrintWriter out, Verification checked) {
        out.printf(
                "would bring %,d records (%,d bytes) into the %s store, and then give their space back:%n",
                checked.frames(), checked.bytes(), sink);
        records.forEach((partition, count) -> out.printf("  %-40s %,14d records%n", partition, count));
        if (unreadable > 0) {
            out.printf("but would stop at the first of %,d frames that are no records%n", unreadable);
        }
        out.flush();
        return unreadable == 0;
    }

    /** Returns whether nothing stayed in the folder. */
    boolean drain(Path folder, long total, PrintWriter out, PrintWriter err) throws InterruptedException {
        FolderDrain.Result result;
        try (FolderDrain drain = sink.equals(MemorySink.NAME) ? MemorySink.drain(settings) : DiskSink.drain(settings);
                ProgressDisplay progress = new ProgressDisplay(err, "Draining", "records", 1)) {
            result = drain.run(
                    folder, owner.owner(), (done, left) -> progress.show(done, total, String.format("%,d left", left)));
        }
        tell(result, out);
        return result.left() == 0;
    }

    private void tell(FolderDrain.Result result, PrintWriter out) {
        row(out, "drained to", "the " + sink + " store");
        row(out, "records", String.format("%,d", result.counts().drained()));
        row(out, "events", String.format("%,d", result.counts().events()));
        row(out, "blocks", String.format("%,d", result.counts().blocks()));
        row(out, "transactions", String.format("%,d", result.counts().transactions()));
        row(out, "state entries", String.format("%,d", result.counts().stateEntries()));
        result.counts()
                .deadLetters()
                .forEach((cause, count) -> row(out, "dead letters", String.format("%,d: %s", count, cause)));
        result.holes().forEach(hole -> row(out, "not in it", hole));
        if (result.incomplete() > 0) {
            row(
                    out,
                    "incomplete",
                    String.format(
                            "%,d parts of blocks, whose other parts are not in the folder: they stay",
                            result.incomplete()));
        }
        row(out, "still in it", String.format("%,d records", result.left()));
        out.flush();
    }

    private static void row(PrintWriter out, String name, String value) {
        out.printf("  %-15s %s%n", name, value);
    }
}
