package io.chaintier.cli;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a service until it ends or the process is asked to stop, which then is not a failure: exit code 0. */
final class ServiceRunner {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceRunner.class);

    private ServiceRunner() {}

    /**
     * On SIGTERM and SIGINT: closes the service in order and ends the process.
     *
     * @return what does so
     */
    static Thread closeAtExit(String name, AutoCloseable service) {
        Thread hook = new Thread(
                () -> {
                    int exitCode = close(name, service);
                    // The JVM's own code after a signal would be 143: an ordered stop is a success.
                    Runtime.getRuntime().halt(exitCode);
                },
                name + "-shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        return hook;
    }

    /** Runs until the service ends by itself, then throws why; an ordered stop ends the process meanwhile. */
    static int run(Service service, String name) throws InterruptedException {
        Thread hook = closeAtExit(name, service);
        try {
            service.start();
            LOG.info("{} runs; stop it with SIGTERM or Ctrl-C", name);
            service.awaitEnd();
            return ExitCode.DONE;
        } catch (RuntimeException e) {
            // The exit code is the failure's, not that of the ordered stop that follows it.
            if (isTakenBack(hook)) {
                service.close();
            }
            throw e;
        }
    }

    /** False if the process is stopping already: what was to happen at its exit happens now. */
    private static boolean isTakenBack(Thread hook) {
        try {
            return Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return false;
        }
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
