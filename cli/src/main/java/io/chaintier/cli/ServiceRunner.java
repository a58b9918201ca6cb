package io.chaintier.cli;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a service until it ends or the process is asked to stop, which then is not a failure: exit code 0. */
final class ServiceRunner {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceRunner.class);

    /** What the command itself ended with; a hook must not turn that into a success. */
    private static volatile int exitCode = ExitCode.DONE;

    private ServiceRunner() {}

    /** Ends the process with this code, once what {@link #closeAtExit} was given is closed. */
    static void exit(int code) {
        exitCode = code;
        System.exit(code);
    }

    /** When the process ends, by SIGTERM and SIGINT too: closes the service in order before. */
    static void closeAtExit(String name, AutoCloseable service) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            int closed = close(name, service);
                            // The JVM's own code after a signal would be 143: an ordered stop is a success.
                            Runtime.getRuntime().halt(Math.max(closed, exitCode));
                        },
                        name + "-shutdown"));
    }

    /** Runs until the sink ends by itself; an ordered stop ends the process meanwhile. */
    static int run(SinkService sink, String name) throws InterruptedException {
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
