package io.chaintier.sinkruntime;

import io.chaintier.retry.Backoff;
import io.chaintier.sinkruntime.SinkStatus.State;
import java.util.function.LongSupplier;

/**
 * What a sink does next, from what it knows of its store and of its file. Pure logic: it is told what happened, and says
 * where records go.
 *
 * <pre>
 * store     file                        state      new records go   the file is emptied
 * there     holds nothing unread        UP         to the store
 * there     broken                      UP         to the store
 * there     holds something             DRAINING   to the file      yes
 * there     holds something, is full    PAUSED     nowhere          yes
 * down      takes records               SPILLING   to the file
 * down      full or broken              PAUSED     nowhere
 * </pre>
 *
 * <p>A full file is tried again as soon as room was made, and now and then in any case, for an operator may have made
 * some. A broken one is opened anew with growing pauses. For one thread.
 */
final class SinkMachine {
    /** Where a record goes that was read from Kafka. */
    enum Route {
        STORE,
        FILE,
        /** It is not to be read now. */
        NOWHERE
    }

    private enum File {
        TAKING,
        FULL,
        BROKEN
    }

    private final LongSupplier nanos;
    private final Backoff pauses;
    private boolean storeThere = true;
    private File file = File.BROKEN;
    private boolean behind;
    private long tryFileAt;

    /**
     * A machine whose store is believed to be there, and whose file is yet to be opened.
     *
     * @param nanos  a clock that only runs on, in nanoseconds
     * @param pauses between attempts to use a file that takes nothing
     */
    SinkMachine(LongSupplier nanos, Backoff pauses) {
        this.nanos = nanos;
        this.pauses = pauses;
        this.tryFileAt = nanos.getAsLong();
    }

    /** The store failed, and failed again. */
    void storeFailed() {
        storeThere = false;
    }

    /** The store answers again. */
    void storeAnswered() {
        storeThere = true;
    }

    /** The file was opened, and has something to read or not. */
    void fileOpened(boolean holdsUnread) {
        file = File.TAKING;
        behind = holdsUnread;
        pauses.reset();
    }

    /** The file cannot be used: nothing can be appended to it, nor read. */
    void fileBroke() {
        file = File.BROKEN;
        behind = false;
        tryFileAt = nanos.getAsLong() + pauses.next().toNanos();
    }

    /** The file had no room for a record. */
    void fileRefused() {
        file = File.FULL;
        tryFileAt = nanos.getAsLong() + pauses.next().toNanos();
    }

    /** The file took a record. */
    void fileTook() {
        if (file == File.FULL) {
            file = File.TAKING;
            pauses.reset();
        }
        behind = true;
    }

    /** Some of the file was released. */
    void fileReleased() {
        tryFileAt = file == File.FULL ? nanos.getAsLong() : tryFileAt;
    }

    /** The file has something to read again. */
    void fileRewound() {
        behind = true;
    }

    /** Everything in the file was read. */
    void fileRead() {
        behind = false;
    }

    boolean isStoreThere() {
        return storeThere;
    }

    boolean isFileUsable() {
        return file != File.BROKEN;
    }

    /** Whether it is time to open a broken file anew. */
    boolean opensFile() {
        return file == File.BROKEN && isTimeToTry();
    }

    /** Whether the file is read now, towards the store. */
    boolean drains() {
        return storeThere && behind;
    }

    Route route() {
        if (storeThere && !behind) {
            return Route.STORE;
        }
        return switch (file) {
            case TAKING -> Route.FILE;
            case FULL -> isTimeToTry() ? Route.FILE : Route.NOWHERE;
            case BROKEN -> Route.NOWHERE;
        };
    }

    State state() {
        if (storeThere && !behind) {
            return State.UP;
        }
        if (file != File.TAKING) {
            return State.PAUSED;
        }
        return storeThere ? State.DRAINING : State.SPILLING;
    }

    private boolean isTimeToTry() {
        return nanos.getAsLong() - tryFileAt >= 0;
    }
}
