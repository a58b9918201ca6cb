package io.chaintier.sinkruntime;

import io.chaintier.sinkruntime.SinkStatus.FileStatus;
import io.chaintier.sinkruntime.SinkStatus.State;
import io.chaintier.spill.SpillStatus;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the intake is doing, for people: measured once a second, logged at each change of state and, while the file is in
 * use, every ten seconds. For the poll thread; what says so is safe for any.
 */
final class IntakeProgress {
    private static final Logger LOG = LoggerFactory.getLogger(IntakeProgress.class);
    private static final Duration MEASURE_EVERY = Duration.ofSeconds(1);
    private static final Duration TELL_EVERY = Duration.ofSeconds(10);

    private final String sink;
    private final Path directory;
    private final SinkCounters counters;
    private final Clock clock;
    private final LongSupplier nanos;

    private long measuredAt;
    private long drainedThen;
    private long drainedTotal;
    private double drainRate;
    private long toldAt;
    private State told = State.UP;
    private volatile State state = State.UP;
    private volatile FileStatus fileStatus;

    /**
     * @param directory of the file
     * @param nanos     a clock that only runs on
     */
    IntakeProgress(String sink, Path directory, SinkCounters counters, Clock clock, LongSupplier nanos) {
        this.sink = sink;
        this.directory = directory;
        this.counters = counters;
        this.clock = clock;
        this.nanos = nanos;
        this.fileStatus = FileStatus.unusable(directory, "it is not open yet");
    }

    /** Safe for any thread. */
    State state() {
        return state;
    }

    /** Safe for any thread. */
    FileStatus fileStatus() {
        return fileStatus;
    }

    /** A record came out of the file. */
    void drained() {
        drainedTotal++;
    }

    /** @param file how it is doing; empty where it cannot be used */
    void tell(SinkMachine machine, Optional<SpillStatus> file) {
        long now = nanos.getAsLong();
        State newState = machine.state();
        boolean changed = newState != told;
        if (changed || now - measuredAt >= MEASURE_EVERY.toNanos()) {
            measure(now, machine.drains(), file);
        }
        if (changed || newState != State.UP && now - toldAt >= TELL_EVERY.toNanos()) {
            told = newState;
            toldAt = now;
            log(newState);
        }
        state = newState;
    }

    private void measure(long now, boolean drains, Optional<SpillStatus> file) {
        double seconds = Math.max(1e-3, (now - measuredAt) / 1e9);
        double rate = (drainedTotal - drainedThen) / seconds;
        drainRate = !drains ? 0 : drainRate == 0 ? rate : (drainRate + rate) / 2;
        measuredAt = now;
        drainedThen = drainedTotal;
        fileStatus = file.map(this::describe)
                .orElseGet(() ->
                        FileStatus.unusable(directory, counters.lastError().orElse("it is not open yet")));
    }

    private FileStatus describe(SpillStatus file) {
        Duration age = file.oldestAppendedAtMs().isEmpty()
                ? Duration.ZERO
                : Duration.ofMillis(
                        Math.max(0, clock.millis() - file.oldestAppendedAtMs().getAsLong()));
        return new FileStatus(
                directory,
                true,
                file.frames(),
                file.bytes(),
                age,
                file.fileBytes(),
                file.segments(),
                file.poisonedSegments(),
                file.quarantinedBytes(),
                file.obstacle(),
                drainRate,
                drainRate > 0
                        ? Optional.of(Duration.ofMillis((long) (file.unreadFrames() / drainRate * 1_000)))
                        : Optional.empty());
    }

    private void log(State newState) {
        FileStatus now = fileStatus;
        String text = String.format(
                "%s sink is %s; the fallback file holds %d records, %.1f MB, the oldest for %d s",
                sink, newState, now.frames(), now.bytes() / 1e6, now.oldestAge().toSeconds());
        if (newState == State.DRAINING) {
            text += String.format(
                    "; %.0f records/s, empty in about %s",
                    now.drainRecordsPerSecond(),
                    now.untilEmpty().map(left -> left.toSeconds() + " s").orElse("?"));
        }
        String cause = newState == State.UP
                ? ""
                : now.obstacle()
                        .or(counters::lastError)
                        .map(error -> ": " + error)
                        .orElse("");
        LOG.info("{}{}", text, cause);
    }
}
