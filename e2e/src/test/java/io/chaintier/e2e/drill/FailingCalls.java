package io.chaintier.e2e.drill;

import io.chaintier.childprocess.ChildProcess;
import io.chaintier.childprocess.LogTail;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** System calls of a running process fail, or take long, until this is closed: strace, attached to it. */
final class FailingCalls implements AutoCloseable {
    /** What forces bytes or names to the disk. */
    static final String FORCES = "msync,fsync,fdatasync";

    private final ChildProcess strace;
    private final Path trace;

    private FailingCalls(ChildProcess strace, Path trace) {
        this.strace = strace;
        this.trace = trace;
    }

    /**
     * @param injection of strace, for example {@code error=EIO} or {@code delay_enter=500000} (microseconds)
     * @param directory for strace's own log
     */
    static FailingCalls of(SinkProcess sink, String calls, String injection, Path directory)
            throws InterruptedException {
        Path trace = directory.resolve("strace.txt");
        ChildProcess strace = ChildProcess.leashed(
                List.of(
                        "strace",
                        "-f",
                        "-p",
                        Long.toString(sink.pid()),
                        "-e",
                        "trace=" + calls,
                        "-e",
                        "inject=" + calls + ":" + injection,
                        "-o",
                        trace.toString()),
                directory,
                directory.resolve("strace.log"));
        Thread.sleep(1_500); // It attaches to one thread after the other, and says nothing when it is through.
        return new FailingCalls(strace, trace);
    }

    /** The calls that were touched so far, with their outcomes. */
    String said() {
        return LogTail.of(trace, 50);
    }

    @Override
    public void close() {
        strace.stop(Duration.ofSeconds(10));
    }
}
