package io.chaintier.cli;

import io.chaintier.sinkruntime.Sink;
import io.chaintier.sinkstatus.StatusConfig;
import io.chaintier.sinkstatus.StatusServer;
import java.util.Optional;

/** A sink as a process: its status can be read before it starts and until it has stopped. */
final class SinkService implements AutoCloseable {
    private final Sink sink;
    private final Optional<StatusServer> status;

    private SinkService(Sink sink, Optional<StatusServer> status) {
        this.sink = sink;
        this.status = status;
    }

    /**
     * Shows the status; the sink does not run yet.
     *
     * @throws io.chaintier.sinkstatus.StatusServerException if it cannot be shown where it should; the sink is closed then
     */
    static SinkService of(String name, Sink sink, StatusConfig config) {
        try {
            return new SinkService(
                    sink,
                    config.port().isEmpty()
                            ? Optional.empty()
                            : Optional.of(StatusServer.start(config, name, Version.current(), sink::status)));
        } catch (RuntimeException e) {
            sink.close();
            throw e;
        }
    }

    void start() {
        sink.start();
    }

    /** @throws io.chaintier.sinkruntime.SinkFailedException if the sink ended by itself, with the reason */
    void awaitEnd() throws InterruptedException {
        sink.awaitEnd();
    }

    /** Whoever sends work to ready instances alone sees it go before it goes. */
    @Override
    public void close() {
        status.ifPresent(StatusServer::stopping);
        sink.close();
        status.ifPresent(StatusServer::close);
    }
}
