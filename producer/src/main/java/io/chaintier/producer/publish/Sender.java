package io.chaintier.producer.publish;

import io.chaintier.event.BlockRef;
import io.chaintier.event.ChainId;
import io.chaintier.event.Envelope;
import io.chaintier.event.StateEntry;
import io.chaintier.producer.log.ChainLog;
import io.chaintier.retry.Backoff;
import io.chaintier.topics.KafkaClients;
import io.chaintier.topics.TopicSetup;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes publications to Kafka, in order, as many in one transaction as are given. After any failure it begins a new
 * session and finds out from the end of the topic whether the transaction got in. One thread.
 */
final class Sender {
    private static final Logger LOG = LoggerFactory.getLogger(Sender.class);
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private final PublisherConfig config;
    private final ChainId chain;
    private final KafkaClients kafka;
    private final Planner planner;
    private final Claim claim;
    private final Backoff backoff;
    private final Listener listener;

    private Optional<Session> session = Optional.empty();
    private volatile Position position = new Position(0, 0, Optional.empty());
    private volatile boolean reached;
    private volatile Optional<String> trouble = Optional.empty();

    /** Hears what concerns the spool. Called on the sender's thread. */
    interface Listener {
        /**
         * The chain is being taken over.
         *
         * @param end of its log, with nobody else writing
         * @return how far the spool is in the log, to be written with the take-over; empty where nothing waits in it
         * @throws PublisherException if what waits there cannot be written
         */
        Optional<SpoolProgress> takingOver(Position end, ChainLog log) throws InterruptedException;

        /** Kafka fails, and did not work again at once. */
        void failing();
    }

    /** Asked before a transaction is committed. */
    @FunctionalInterface
    interface Commitment {
        /** @return progress of the spool that must be part of the transaction */
        Optional<SpoolProgress> committing(Attempt attempt);
    }

    /** A publication whose records were handed to Kafka. */
    private record Sent(Pending pending, Position after, Future<RecordMetadata> last) {}

    /** A transaction, and where the log is after it. */
    private record Transaction(List<Sent> sent, Position after) {}

    Sender(PublisherConfig config, ChainId chain, Claim claim, Clock clock, Random random, Listener listener) {
        this.config = config;
        this.chain = chain;
        this.kafka = config.kafka();
        this.planner = new Planner(chain, config.name(), config.maxRecordBytes(), clock);
        this.claim = claim;
        this.backoff = new Backoff(FIRST_WAIT, LONGEST_WAIT, random);
        this.listener = listener;
    }

    /** The end of the chain's log as far as this publisher confirmed it. Any thread. */
    Position position() {
        return position;
    }

    /** Sequence behind what is confirmed; empty before the chain was taken over. Any thread. */
    OptionalLong confirmedSequence() {
        return reached ? OptionalLong.of(position.nextSequence()) : OptionalLong.empty();
    }

    /** What Kafka's last failure was; empty when it works. Any thread. */
    Optional<String> trouble() {
        return trouble;
    }

    /**
     * Makes this the chain's one publisher and resumes where its log ends.
     *
     * @throws PublisherException if that failed for good, or did not work until {@code deadlineNanos}
     */
    void open(long deadlineNanos) throws InterruptedException {
        while (true) {
            try {
                takeOver();
                reached = true;
                works();
                return;
            } catch (RuntimeException e) {
                fails(e);
                listener.failing();
                if (System.nanoTime() > deadlineNanos) {
                    throw new PublisherUnavailableException(
                            "Kafka at " + config.kafka().servers() + " could not be used within "
                                    + config.openTimeout().toSeconds() + " s to publish " + chain + ": "
                                    + e.getMessage(),
                            e);
                }
                waitAfter(e);
            }
        }
    }

    /**
     * Writes one batch; on return every outcome is complete.
     *
     * @throws PublisherException if the publisher cannot go on; outcomes that are not complete are the caller's
     */
    void write(List<Pending> batch, Commitment commitment) throws InterruptedException {
        Optional<Transaction> undecided = Optional.empty();
        for (int failures = 0; ; failures++) {
            try {
                if (session.isEmpty()) {
                    boolean written = reopen(undecided.map(Transaction::after));
                    if (written) {
                        complete(undecided.get());
                        works();
                        return;
                    }
                    undecided = Optional.empty();
                }
                Transaction transaction = send(batch, commitment);
                undecided = Optional.of(transaction);
                session.get().commit();
                complete(transaction);
                works();
                return;
            } catch (RuntimeException e) {
                fails(e);
                if (failures > 0) {
                    listener.failing();
                }
                waitAfter(e);
            }
        }
    }

    void close() {
        abandonSession();
    }

    private Transaction send(List<Pending> batch, Commitment commitment) {
        List<Sent> sent = new ArrayList<>(batch.size());
        Position after = position;
        session.get().begin();
        for (Pending pending : batch) {
            try {
                Planner.Plan plan = plan(pending, after);
                after = plan.after();
                sent.add(new Sent(pending, after, session.get().send(plan.events(), plan.state())));
            } catch (PublicationRejectedException e) {
                if (pending.outcome().isEmpty()) {
                    // Nobody is left to be told: this must not pass unnoticed.
                    throw e;
                }
                pending.fail(e);
            }
        }
        Optional<SpoolProgress> progress = commitment.committing(Attempt.between(position, after));
        if (progress.isPresent()) {
            session.get().send(List.of(), List.of(planner.progress(progress.get(), after.nextVersion())));
            after = after.afterEntry();
        }
        return new Transaction(sent, after);
    }

    private Planner.Plan plan(Pending pending, Position from) {
        if (pending.mustJoin() && !pending.publication().joins(from.head())) {
            throw SpoolResume.doesNotJoin(pending.publication(), from.head());
        }
        return planner.plan(pending.publication(), from);
    }

    private void complete(Transaction transaction) {
        position = transaction.after();
        for (Sent each : transaction.sent()) {
            RecordMetadata last = metadata(each.last());
            Position after = each.after();
            boolean hasEvents = !each.pending().publication().steps().isEmpty();
            each.pending()
                    .complete(new Published(
                            hasEvents ? after.nextSequence() - 1 : after.nextVersion() - 1,
                            last.partition(),
                            last.offset()));
        }
    }

    /** A transaction is committed only after every record of it was acknowledged. */
    private static RecordMetadata metadata(Future<RecordMetadata> acknowledged) {
        try {
            return acknowledged.get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a record of a committed transaction was not acknowledged", e);
        }
    }

    private void takeOver() throws InterruptedException {
        try (Admin admin = kafka.admin()) {
            new TopicSetup(admin, config.topics()).ensure(Session.maxRequestBytes(config));
        }
        Session opened = Session.open(kafka, config, chain);
        session = Optional.of(opened);
        try (ChainLog log = new ChainLog(kafka, config.topics(), chain)) {
            Position end = end(log);
            Optional<SpoolProgress> progress = listener.takingOver(end, log);
            opened.begin();
            opened.send(List.of(), List.of(planner.claim(claim, end.nextVersion())));
            end = end.afterEntry();
            if (progress.isPresent()) {
                opened.send(List.of(), List.of(planner.progress(progress.get(), end.nextVersion())));
                end = end.afterEntry();
            }
            opened.commit();
            position = end;
        }
        LOG.info(
                "publishing {} from sequence {}, head {}",
                chain,
                position.nextSequence(),
                position.head().map(BlockRef::toString).orElse("none"));
    }

    /**
     * Begins a new session after a failure.
     *
     * @param undecided where the log is if the transaction that failed was committed after all
     * @return whether it was
     */
    private boolean reopen(Optional<Position> undecided) {
        try (ChainLog log = new ChainLog(kafka, config.topics(), chain)) {
            checkStillOurs(log);
            Session opened = Session.open(kafka, config, chain);
            session = Optional.of(opened);
            checkStillOurs(log);
            Position end = end(log);
            if (undecided.isPresent() && undecided.get().equals(end)) {
                return true;
            }
            if (!end.equals(position)) {
                throw new PublisherFailedException(
                        "the event log of " + chain + " is not the one it was: it should end before sequence "
                                + position.nextSequence() + " with head " + position.head() + ", but ends before "
                                + end.nextSequence() + " with head " + end.head()
                                + ": was the topic made anew, or written by something else?",
                        null);
            }
            return false;
        }
    }

    private void checkStillOurs(ChainLog log) {
        Claim newest = newestClaim(log)
                .orElseThrow(() -> new PublisherFailedException(
                        "the publisher of " + chain + " finds its own entry gone from "
                                + config.topics().state() + ": was the topic made anew?",
                        null));
        if (!newest.instance().equals(claim.instance())) {
            throw new PublisherFencedException("another publisher of " + chain + " took over: " + newest
                    + "; transactional id " + Session.transactionalId(chain));
        }
    }

    /** Who says to be the chain's active publisher. */
    static Optional<Claim> newestClaim(ChainLog log) {
        return log.newestState(StateChange.RESERVED_NAMESPACE, Claim.KEY)
                .flatMap(StateEntry::value)
                .map(Claim::decode);
    }

    private static Position end(ChainLog log) {
        Optional<Envelope> event = log.newestEvent();
        Optional<StateEntry> state = log.newestState();
        return new Position(
                event.map(envelope -> envelope.sequence() + 1).orElse(0L),
                state.map(entry -> entry.version() + 1).orElse(0L),
                event.map(Envelope::head));
    }

    private void abandonSession() {
        session.ifPresent(Session::close);
        session = Optional.empty();
    }

    private void works() {
        trouble = Optional.empty();
        backoff.reset();
    }

    private void fails(RuntimeException failure) throws InterruptedException {
        trouble = Optional.of(String.valueOf(failure.getMessage()));
        abandonSession();
        if (failure instanceof InterruptException) {
            throw new InterruptedException("closed");
        }
        Optional<PublisherException> permanent = Failures.permanent(chain, failure);
        if (permanent.isPresent()) {
            throw permanent.get();
        }
    }

    private void waitAfter(RuntimeException failure) throws InterruptedException {
        Duration wait = backoff.next();
        LOG.warn("publishing {} failed, trying again in {} ms: {}", chain, wait.toMillis(), failure.toString());
        Thread.sleep(wait.toMillis());
    }
}
