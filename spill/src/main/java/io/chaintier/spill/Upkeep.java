package io.chaintier.spill;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The thread of a log: does its chore again and again, at an interval or when it is woken. */
final class Upkeep {
    private final Runnable chore;
    private final Duration interval;
    private final Thread thread;
    private boolean due;
    private boolean stopped;

    Upkeep(Runnable chore, Duration interval, String name) {
        this.chore = chore;
        this.interval = interval;
        this.thread = new Thread(this::run, "spill-upkeep " + name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** It is due now. */
    synchronized void wake() {
        due = true;
        notifyAll();
    }

    /** On return it does nothing more. */
    void stop() {
        synchronized (this) {
            stopped = true;
            notifyAll();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (await()) {
            chore.run();
        }
    }

    private synchronized boolean await() {
        long deadline = System.nanoTime() + interval.toNanos();
        try {
            for (long left = interval.toNanos(); !due && !stopped && left > 0; left = deadline - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            stopped = true;
        }
        due = false;
        return !stopped;
    }
}
