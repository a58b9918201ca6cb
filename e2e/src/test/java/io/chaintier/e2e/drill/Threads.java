package io.chaintier.e2e.drill;

/** Ends threads that watch. */
final class Threads {
    private Threads() {}

    /** Interrupts it and waits for its end. */
    static void end(Thread thread) {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
