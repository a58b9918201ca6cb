package io.chaintier.sinkruntime;

/** Takes events that the store can never take. */
interface DeadLetterWriter extends AutoCloseable {
    /** An event is not with the dead letters. Whether some of its records got there is unknown. */
    final class FailedException extends Exception {
        private static final long serialVersionUID = 1L;

        private final boolean passing;

        /** @param passing whether the same call may succeed later */
        FailedException(String message, Throwable cause, boolean passing) {
            super(message, cause);
            this.passing = passing;
        }

        boolean isPassing() {
            return passing;
        }
    }

    /** Returns when all records of the event are kept. */
    void write(TrackedEvent event, RuntimeException cause) throws FailedException, InterruptedException;

    @Override
    void close();
}
