package io.chaintier.cli;

import io.chaintier.sinkruntime.Sink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a service until it ends or the process is asked to stop, which then is not a failure: exit code 0. */
final class ServiceRunner {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceRunner.class);

    private ServiceRunner() {}

    /** On SIGTERM and SIGINT: closes the service in order and ends the process. */
    static void closeAtExit(String name, AutoCloseable service) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            int exitCode = close(name, service);
                            // The JVM's own code after a signal would be 143: an ordered stop is a success.
                            Runtime.getRuntime().halt(exitCode);
                        },
                        name + "-shutdown"));
    }

    /** Runs until the sink ends by itself; an ordered stop ends the process meanwhile. */
    static int run(Sink sink, String name) throws InterruptedException {
        closeAtExit(name, sink);
        sink.start();
        LOG.info("{} runs; stop it with SIGTERM or Ctrl-C", name);
        sink.awaitEnd();
        return ExitCode.DONE;
    }

    private static int close(String name, AutoCloseable service) {
        try {
            LOG.info("{} stops", name);
            service.close();
            LOG.info("{} has stopped", name);
            return ExitCode.DONE;
        } catch (Exception e) {
            LOG.error("{} did not stop in order", name, e);
            return ExitCode.RESTART_MAY_HELP;
        }
    }
}
