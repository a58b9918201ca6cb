package io.chaintier.producer.publish;

import static java.util.Objects.requireNonNull;

import io.chaintier.event.BlockRef;
import io.chaintier.event.Bytes;
import io.chaintier.event.ChainId;
import io.chaintier.producer.log.ChainLog;
import io.chaintier.producer.publish.PublisherConfig.WhenUnreachable;
import io.chaintier.producer.publish.PublisherStatus.State;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what happens on one chain. Safe for many threads; what one thread publishes is written in its order.
 *
 * <p>{@link #publish} only puts the publication into a bounded queue in memory, whatever Kafka and the disk do; a thread
 * of the publisher writes what is queued, all that waits in one Kafka transaction, and completes the outcomes. While
 * Kafka is unreachable it tries again for ever. Events of a chain have the sequences 0, 1, 2 and so on without a gap,
 * and none is written twice, also after the process was killed: a publisher resumes from the end of the topic.
 *
 * <p>What becomes of publications that Kafka does not take now is declared ({@link WhenUnreachable}):
 *
 * <ul>
 *   <li>{@code SPOOL}: a second thread moves them to a folder on disk, one for each chain, as soon as Kafka fails, takes
 *       longer than {@link PublisherConfig.Spooling#after} for a transaction, or half the queue is taken. When Kafka
 *       works they are written from there, oldest first, and later ones queue behind them until the spool is empty. What
 *       is in the spool survives the death of the process at once and a power loss after some 50 milliseconds; the next
 *       publisher of the chain with the same folder writes it, and never twice. Opening does not need Kafka.
 *   <li>{@code BLOCK}, {@code FAIL}: they stay in memory and are lost with the process. Opening needs Kafka. What an
 *       earlier publisher left in the folder is written first all the same.
 * </ul>
 *
 * An outcome is completed with success only when Kafka has the publication, whatever the policy; in the spool it has no
 * outcome yet. Where the queue is full, and the spool too or there is none, the outcome is {@link
 * PublisherOverloadedException}.
 *
 * <p>Until Kafka was reached for the first time, the chain's head is not known here: {@link #head} is empty, and every
 * publication that is handed off must go on where the chain ends by then: its first block must stand on the head, or its
 * first revert take it. One that does not ends the publisher with {@link PublisherFailedException}, and what is spooled
 * stays as it is. The same goes for what is found in the spool if somebody else published the chain in between.
 *
 * <p>A chain has one publisher. Opening another takes the chain over: whatever the first has not confirmed by then
 * fails with {@link PublisherFencedException} and so does all that it is given later. What it had spooled stays in its
 * folder.
 *
 * <p>Outcomes are completed on the publisher's thread: what depends on them must be short, or go to another executor.
 */
public final class ChainPublisher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChainPublisher.class);
    private static final Duration LAST_PATIENCE = Duration.ofSeconds(5);

    private final PublisherConfig config;
    private final ChainId chain;
    private final Optional<Spool> spool;
    private final PublishQueue queue;
    private final PublishLoop loop;
    private final Sender sender;
    private final Thread writer;
    private final Optional<Thread> spooler;
    /** Open until the first try to take the chain over has ended, well or not. */
    private final CountDownLatch tried = new CountDownLatch(1);
    /** Why nothing more can be published; set once. */
    private final AtomicReference<PublisherException> end = new AtomicReference<>();

    private ChainPublisher(PublisherConfig config, ChainId chain, Clock clock, Claim claim, Optional<Spool> spool) {
        this.config = config;
        this.chain = chain;
        this.spool = spool;
        boolean spools = config.whenUnreachable() == WhenUnreachable.SPOOL;
        this.queue = new PublishQueue(
                config.queue(),
                spools ? Optional.of(config.spooling().after()) : Optional.empty(),
                spool.map(Spool::firstOwnNumber).orElse(0L),
                System::nanoTime);
        this.loop = new PublishLoop(chain, claim, queue, spool, config.transactionBytes());
        this.sender = new Sender(config, chain, claim, clock, new Random(), new FirstTry());
        this.writer = thread("publisher-" + chain.fileName(), this::run);
        this.spooler = spools ? Optional.of(thread("spooler-" + chain.fileName(), this::spool)) : Optional.empty();
    }

    /**
     * Takes the chain over, reads the end of its log, and begins to publish. Makes missing topics where configured.
     *
     * <p>With a spool it returns once the first try has ended, well or not, or {@code config.openTimeout()} is over, and
     * goes on trying: see {@link #status} and {@link #awaitConfirmed}.
     *
     * @throws PublisherUnavailableException if Kafka cannot be used within {@code config.openTimeout()} and there is no
     *                                       spool, or the spool cannot be used now
     * @throws PublisherFailedException      if it never will: permissions, topics that do not fit, a spool that is in
     *                                       use or cannot be written behind what the topic has
     */
    public static ChainPublisher open(PublisherConfig config, ChainId chain) throws InterruptedException {
        Clock clock = Clock.systemUTC();
        Claim claim = Claim.of(config.name(), clock.instant());
        boolean spools = config.whenUnreachable() == WhenUnreachable.SPOOL;
        Optional<Spool> spool = spools || Spool.exists(config.spooling(), chain)
                ? Optional.of(Spool.open(config.spooling(), chain, claim.instance(), clock, System::nanoTime))
                : Optional.empty();
        ChainPublisher publisher = new ChainPublisher(config, chain, clock, claim, spool);
        publisher.start();
        return publisher;
    }

    private void start() throws InterruptedException {
        if (spooler.isPresent()) {
            startWithoutKafka();
            return;
        }
        boolean opened = false;
        try {
            sender.open(System.nanoTime() + config.openTimeout().toNanos());
            opened = true;
        } catch (PublisherException e) {
            throw withSpool(e);
        } finally {
            if (!opened) {
                spool.ifPresent(Spool::close);
            }
        }
        writer.start();
    }

    private void startWithoutKafka() throws InterruptedException {
        spooler.orElseThrow().start();
        writer.start();
        try {
            if (!tried.await(config.openTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
                queue.failing();
            }
        } catch (InterruptedException e) {
            close();
            throw e;
        }
        if (end.get() != null) {
            joined(writer, LAST_PATIENCE);
            throw end.get();
        }
    }

    public ChainId chain() {
        return chain;
    }

    /** The chain's head after all that was confirmed; empty before its first block, or Kafka was never reached. */
    public Optional<BlockRef> head() {
        return sender.position().head();
    }

    /** Sequence of the event after all that was confirmed; 0 if Kafka was never reached. */
    public long nextSequence() {
        return sender.position().nextSequence();
    }

    /** The chain's log, to be closed by the caller. Shows all that was confirmed before a call. */
    public ChainLog log() {
        return new ChainLog(config.kafka(), config.topics(), chain);
    }

    /**
     * Hands a publication off. It is written whole or not at all, after all that was handed off before.
     *
     * @return where it was written, or the {@link PublisherException} that kept it from that. Completes with
     *         {@link PublisherOverloadedException} at once, or after a bounded wait if so configured, if there is no
     *         room: the publication was not taken then, and what follows it must wait too
     * @throws IllegalArgumentException if the publication is empty
     */
    public CompletableFuture<Published> publish(Publication publication) {
        requireNonNull(publication, "publication");
        if (publication.steps().isEmpty() && publication.state().isEmpty()) {
            throw new IllegalArgumentException("the publication is empty");
        }
        boolean blind = sender.confirmedSequence().isEmpty();
        Pending pending = Pending.of(publication, blind);
        if (!offer(pending)) {
            pending.fail(Optional.ofNullable(end.get()).orElseGet(this::overloaded));
        }
        return pending.outcome().orElseThrow();
    }

    /**
     * Publishes a value of the node itself, for others to read.
     *
     * @param value empty to remove it
     * @return the version of the entry in {@link Published#sequence}; otherwise as {@link #publish}
     */
    public CompletableFuture<Published> putState(String namespace, String key, Optional<Bytes> value) {
        return publish(Publication.state(new StateChange(namespace, key, value)));
    }

    /** How it is doing. Never waits for Kafka. */
    public PublisherStatus status() {
        PublishQueue.Load load = queue.load();
        Spool.State spooled = spool.map(Spool::state).orElse(Spool.State.NONE);
        return new PublisherStatus(
                state(load),
                load.publications(),
                load.bytes(),
                spooled.publications(),
                spooled.bytes(),
                spooled.oldest(),
                ended().map(Throwable::getMessage)
                        .or(spooled::obstacle)
                        .or(sender::trouble)
                        .or(() -> load.failing() ? Optional.of(noAnswer()) : Optional.empty()));
    }

    /**
     * Waits until Kafka has all that was handed off, and all that earlier publishers had left in the spool. From then on
     * {@link #head}, {@link #nextSequence} and {@link #log} show it.
     *
     * @return false if that took longer than {@code patience}
     * @throws PublisherException if the publisher cannot go on
     */
    public boolean awaitConfirmed(Duration patience) throws InterruptedException {
        boolean confirmed = queue.awaitIdle(patience);
        ended().ifPresent(reason -> {
            throw reason;
        });
        return confirmed;
    }

    /**
     * Waits for what was handed off, up to {@code config.closeTimeout()}. What Kafka does not confirm by then fails,
     * except that with a spool it is moved there first; while Kafka does not answer this does not wait for it then.
     */
    @Override
    public void close() {
        end.compareAndSet(null, closed("was closed"));
        queue.close();
        try {
            if (!queue.awaitEnd(config.closeTimeout()) && spooler.isPresent() && !queue.park(LAST_PATIENCE)) {
                LOG.error(
                        "not all that was handed off could be spooled: {}",
                        status().obstacle().orElse(""));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (writer.isAlive()) {
            spool.ifPresentOrElse(open -> open.interrupt(writer), writer::interrupt);
        }
        joined(writer, LAST_PATIENCE);
    }

    private boolean offer(Pending pending) {
        Duration patience = config.whenUnreachable() == WhenUnreachable.BLOCK
                ? config.queue().maxBlock()
                : Duration.ZERO;
        try {
            return queue.offer(pending, patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void run() {
        PublisherException reason = closed("was closed before Kafka confirmed; whether it was written is not known");
        try {
            if (spooler.isPresent()) {
                sender.open(Long.MAX_VALUE);
                tried.countDown();
            }
            loop.run(sender);
        } catch (InterruptedException | InterruptException e) {
            LOG.debug("the publisher of {} was closed while it was writing", chain);
        } catch (RuntimeException e) {
            reason = Failures.permanent(chain, e).orElseGet(() -> closed("failed: " + e));
        } finally {
            // What comes now may take files from the disk, which an interrupted thread cannot.
            Thread.interrupted();
            stop(reason);
            sender.close();
        }
    }

    private void spool() {
        try {
            new Spooler(queue, spool.orElseThrow(), sender::confirmedSequence).run();
        } catch (InterruptedException | RuntimeException e) {
            LOG.error("what waits for Kafka can no longer be spooled", e);
            end.compareAndSet(
                    null,
                    e instanceof PublisherException known
                            ? known
                            : new PublisherFailedException("the publisher of " + chain + " cannot spool: " + e, e));
            queue.close();
            spool.orElseThrow().interrupt(writer);
        }
    }

    /** Nothing comes in once the queue has ended, so that no outcome is left open. */
    private void stop(PublisherException why) {
        PublisherException reason = withSpool(why);
        if (end.compareAndSet(null, reason)) {
            LOG.error(reason.getMessage());
        }
        queue.end();
        tried.countDown();
        spooler.ifPresentOrElse(thread -> joined(thread, LAST_PATIENCE), () -> spool.ifPresent(Spool::close));
        queue.drain().forEach(pending -> pending.fail(reason));
        spool.map(Spool::takeOutcomes)
                .ifPresent(outcomes -> outcomes.forEach(outcome -> outcome.completeExceptionally(reason)));
    }

    private State state(PublishQueue.Load load) {
        if (end.get() != null) {
            return State.ENDED;
        }
        if (load.failing()) {
            return load.spooling() ? State.SPOOLING : State.DISCONNECTED;
        }
        return load.spooling() || spool.filter(Spool::hasUnread).isPresent() ? State.DRAINING : State.CONNECTED;
    }

    private Optional<PublisherException> ended() {
        return Optional.ofNullable(end.get());
    }

    /** The reason, and how much waits in the spool. */
    private PublisherException withSpool(PublisherException reason) {
        long publications =
                spool.map(Spool::state).map(Spool.State::publications).orElse(0L);
        if (publications == 0) {
            return reason;
        }
        String message = reason.getMessage() + "; " + publications + " publications wait in the spool "
                + spool.get().directory();
        if (reason instanceof PublisherUnavailableException) {
            return new PublisherUnavailableException(
                    message + " and are written when a publisher of the chain is opened again", reason);
        }
        return reason instanceof PublisherFencedException
                ? new PublisherFencedException(message)
                : new PublisherFailedException(message, reason);
    }

    private static Thread thread(String name, Runnable work) {
        Thread thread = Executors.defaultThreadFactory().newThread(work);
        thread.setName(name);
        thread.setDaemon(true);
        return thread;
    }

    private static boolean joined(Thread thread, Duration patience) {
        try {
            thread.join(Math.max(1, patience.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }

    private PublisherOverloadedException overloaded() {
        String full = "the queue of the publisher of " + chain + " is full: "
                + config.queue().maxBytes() + " bytes or " + config.queue().maxPublications()
                + " publications wait for Kafka";
        return new PublisherOverloadedException(spool.map(Spool::state)
                .flatMap(Spool.State::obstacle)
                .map(obstacle -> full + ", and the spool takes no more: " + obstacle)
                .orElse(full));
    }

    private String noAnswer() {
        return "Kafka at " + config.kafka().servers() + " does not answer";
    }

    private PublisherUnavailableException closed(String what) {
        return new PublisherUnavailableException("the publisher of " + chain + " " + what);
    }

    /** Passes on to the loop, and notes that taking over was tried. */
    private final class FirstTry implements Sender.Listener {
        @Override
        public Optional<SpoolProgress> takingOver(Position end, ChainLog log) throws InterruptedException {
            return loop.takingOver(end, log);
        }

        @Override
        public void failing() {
            loop.failing();
            tried.countDown();
        }
    }
}
