package io.chaintier.cli;

/** Something that runs until it is closed, or ends by itself because it must. */
interface Service extends AutoCloseable {
    /** Returns when it runs. */
    void start();

    /** Waits until it has ended; throws what ended it, if it was not closed. */
    void awaitEnd() throws InterruptedException;

    /** Stops it in order. */
    @Override
    void close();
}
