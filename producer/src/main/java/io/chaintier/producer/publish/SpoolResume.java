package io.chaintier.producer.publish;

import io.chaintier.event.BlockRef;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Works out, when a publisher takes its chain over, which publications of its spool the topic has already, and whether
 * the others still fit behind what it has.
 *
 * @param end    of the chain's log, with nobody else writing
 * @param active the newest word of a publisher that it is the active one; empty where there never was one
 * @param known  the newest progress of a spool in the topic; empty where there never was one
 * @param self   the publisher that takes over
 */
record SpoolResume(Position end, Optional<Claim> active, Optional<Versioned> known, UUID self) {
    /** How far ahead a first block is looked for. */
    private static final int LOOK_AHEAD = 10_000;

    /** Progress and the version of its entry. */
    record Versioned(SpoolProgress progress, long version) {}

    /**
     * @param next     number of the first publication that is still to be written
     * @param mustJoin whether the first block of those must stand on the head, which a first look found to be so
     */
    record Decision(long next, boolean mustJoin) {}

    /** @throws PublisherFailedException if what waits in the spool cannot be written behind the log as it is */
    Decision decide(Spool spool) throws InterruptedException {
        Optional<Versioned> ours =
                known.filter(entry -> entry.progress().series().equals(spool.series()));
        boolean uninterrupted = active.map(Claim::instance)
                .filter(newest -> newest.equals(self)
                        || newest.equals(
                                ours.map(entry -> entry.progress().instance()).orElse(spool.series())))
                .isPresent();
        AtomicLong next =
                new AtomicLong(ours.map(entry -> entry.progress().next()).orElse(0L));
        firstFrom(next.get(), spool).ifPresent(first -> checkIsOfThisTopic(first, spool));
        if (uninterrupted) {
            next.set(behindAttempts(next.get(), ours, spool));
        }
        boolean mustJoin = !uninterrupted || spool.isDamaged();
        if (mustJoin) {
            checkJoins(next.get(), spool);
        }
        return new Decision(next.get(), mustJoin);
    }

    /**
     * What was committed without progress: nobody else wrote, so the end of the log tells. There may be several such
     * transactions, for what was released just before a crash may have come back.
     */
    private long behindAttempts(long from, Optional<Versioned> ours, Spool spool) throws InterruptedException {
        long next = from;
        while (true) {
            Optional<Attempt> attempt = firstFrom(next, spool)
                    .flatMap(first -> first.entry().attempt())
                    .filter(unresolved -> ours.filter(entry -> entry.version() >= unresolved.fromVersion())
                            .isEmpty());
            if (attempt.isEmpty() || attempt.get().beginsAt(end)) {
                return next;
            }
            if (!attempt.get().isWithin(end)) {
                throw new PublisherFailedException("the log is not the one that the spool in " + spool.directory()
                        + " was to be written to: it should end before sequence "
                        + attempt.get().fromSequence() + " or " + attempt.get().toSequence() + ", but ends before "
                        + end.nextSequence() + ": was the topic made anew, or written by something else?");
            }
            next = behind(attempt.get(), next, spool);
        }
    }

    private static long behind(Attempt attempt, long from, Spool spool) throws InterruptedException {
        AtomicLong behind = new AtomicLong(from);
        spool.peek(stored -> {
            boolean ofAttempt = stored.entry().attempt().equals(Optional.of(attempt));
            if (stored.number() >= from && ofAttempt) {
                behind.set(stored.number() + 1);
            }
            return stored.number() < from || ofAttempt;
        });
        return behind.get();
    }

    private void checkIsOfThisTopic(Spool.Stored first, Spool spool) {
        if (first.entry().confirmed().orElse(0) > end.nextSequence()) {
            throw new PublisherFailedException("the log is not the one that the spool in " + spool.directory()
                    + " was to be written to: it ends before sequence " + end.nextSequence() + ", but had come to "
                    + first.entry().confirmed().getAsLong() + " before: was the topic made anew?");
        }
    }

    private void checkJoins(long from, Spool spool) throws InterruptedException {
        AtomicReference<Publication> first = new AtomicReference<>();
        AtomicLong looked = new AtomicLong();
        spool.peek(stored -> {
            if (stored.number() >= from && stored.entry().publication().hasBlocks()) {
                first.set(stored.entry().publication());
            }
            return first.get() == null && looked.incrementAndGet() < LOOK_AHEAD;
        });
        if (first.get() != null && !first.get().joins(end.head())) {
            throw doesNotJoin(first.get(), end.head());
        }
    }

    private static Optional<Spool.Stored> firstFrom(long number, Spool spool) throws InterruptedException {
        AtomicReference<Spool.Stored> first = new AtomicReference<>();
        spool.peek(stored -> {
            if (stored.number() >= number) {
                first.set(stored);
            }
            return first.get() == null;
        });
        return Optional.ofNullable(first.get());
    }

    static PublisherFailedException doesNotJoin(Publication publication, Optional<BlockRef> head) {
        return new PublisherFailedException("what is spooled goes on with " + publication
                + ", which does not stand on the head of the topic, "
                + head.map(BlockRef::toString).orElse("none")
                + ": something else was published in between, or something is missing");
    }
}
