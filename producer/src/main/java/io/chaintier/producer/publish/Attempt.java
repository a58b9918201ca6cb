package io.chaintier.producer.publish;

/**
 * Where the chain's log is before and after a transaction that carries no {@link SpoolProgress}. Nobody else writes the
 * log, so its end tells whether the transaction was committed.
 *
 * @param fromSequence of the next event before it
 * @param fromVersion  of the next entry of state before it
 * @param toSequence   of the next event after it
 * @param toVersion    of the next entry of state after it
 */
record Attempt(long fromSequence, long fromVersion, long toSequence, long toVersion) {
    static Attempt between(Position from, Position to) {
        return new Attempt(from.nextSequence(), from.nextVersion(), to.nextSequence(), to.nextVersion());
    }

    boolean beginsAt(Position position) {
        return position.nextSequence() == fromSequence && position.nextVersion() == fromVersion;
    }

    /** Whether it was committed, if nobody else wrote and what was not committed was never tried again without progress. */
    boolean isWithin(Position position) {
        return position.nextSequence() >= toSequence && position.nextVersion() >= toVersion;
    }
}
