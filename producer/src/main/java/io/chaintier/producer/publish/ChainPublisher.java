package io.chaintier.producer.publish;

import static java.util.Objects.requireNonNull;

import io.chaintier.event.BlockRef;
import io.chaintier.event.Bytes;
import io.chaintier.event.ChainId;
import io.chaintier.producer.log.ChainLog;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what happens on one chain. Safe for many threads; what one thread publishes is written in its order.
 *
 * <p>{@link #publish} only puts the publication into a bounded queue in memory, whatever Kafka does; a thread of the
 * publisher writes what is queued, all that waits in one Kafka transaction, and completes the outcomes. While Kafka is
 * unreachable it tries again for ever. Events of a chain have the sequences 0, 1, 2 and so on without a gap, and none
 * is written twice, also after the process was killed: there is no local state, a publisher resumes from the end of the
 * topic.
 *
 * <p>A chain has one publisher. Opening another takes the chain over: whatever the first has not confirmed by then
 * fails with {@link PublisherFencedException} and so does all that it is given later.
 *
 * <p>Outcomes are completed on the publisher's thread: what depends on them must be short, or go to another executor.
 */
public final class ChainPublisher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChainPublisher.class);
    private static final Duration LAST_PATIENCE = Duration.ofSeconds(5);

    private final PublisherConfig config;
    private final ChainId chain;
    private final PublishQueue queue;
    private final Sender sender;
    private final Thread thread;
    /** Why nothing more can be published; set once. */
    private final AtomicReference<PublisherException> end = new AtomicReference<>();

    private ChainPublisher(PublisherConfig config, ChainId chain, Sender sender) {
        this.config = config;
        this.chain = chain;
        this.sender = sender;
        this.queue = new PublishQueue(config.queue());
        this.thread = Executors.defaultThreadFactory().newThread(this::run);
        thread.setName("publisher-" + chain.fileName());
        thread.setDaemon(true);
    }

    /**
     * Takes the chain over, reads the end of its log, and begins to publish. Makes missing topics where configured.
     *
     * @throws PublisherUnavailableException if Kafka cannot be used within {@code config.openTimeout()}
     * @throws PublisherFailedException      if it never will: permissions, topics that do not fit
     */
    public static ChainPublisher open(PublisherConfig config, ChainId chain) throws InterruptedException {
        Sender sender = new Sender(config, chain, Clock.systemUTC(), new Random());
        sender.open(System.nanoTime() + config.openTimeout().toNanos());
        ChainPublisher publisher = new ChainPublisher(config, chain, sender);
        publisher.thread.start();
        return publisher;
    }

    public ChainId chain() {
        return chain;
    }

    /** The chain's head after all that was confirmed; empty before its first block. */
    public Optional<BlockRef> head() {
        return sender.position().head();
    }

    /** Sequence of the event after all that was confirmed. */
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
     *         {@link PublisherOverloadedException} at once, or after a bounded wait if so configured, if the queue is
     *         full: the publication was not taken then, and what follows it must wait too
     * @throws IllegalArgumentException if the publication is empty
     */
    public CompletableFuture<Published> publish(Publication publication) {
        requireNonNull(publication, "publication");
        if (publication.steps().isEmpty() && publication.state().isEmpty()) {
            throw new IllegalArgumentException("the publication is empty");
        }
        Pending pending = new Pending(publication, new CompletableFuture<>());
        if (!offer(pending)) {
            pending.outcome()
                    .completeExceptionally(Optional.ofNullable(end.get()).orElseGet(this::overloaded));
        }
        return pending.outcome();
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

    /** Waits for what is queued, up to {@code config.closeTimeout()}; what is not confirmed by then fails. */
    @Override
    public void close() {
        end.compareAndSet(null, closed("was closed"));
        queue.close();
        if (!joined(config.closeTimeout())) {
            thread.interrupt();
            joined(LAST_PATIENCE);
        }
    }

    private boolean offer(Pending pending) {
        PublisherConfig.Queue limits = config.queue();
        Duration patience = limits.whenFull() == PublisherConfig.WhenFull.BLOCK ? limits.maxBlock() : Duration.ZERO;
        try {
            return queue.offer(pending, patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void run() {
        PublisherException reason = closed("was closed before Kafka confirmed; whether it was written is not known");
        List<Pending> batch = List.of();
        try {
            for (batch = take(); !batch.isEmpty(); batch = take()) {
                sender.write(batch);
                queue.release(batch);
            }
        } catch (PublisherException e) {
            LOG.error(e.getMessage());
            reason = e;
        } catch (InterruptedException e) {
            LOG.debug("the publisher of {} was closed while it was writing", chain);
        } finally {
            stop(reason, batch);
            sender.close();
        }
    }

    private List<Pending> take() throws InterruptedException {
        return queue.take(config.transactionBytes());
    }

    /** Nothing comes in once the queue is closed, so that no outcome is left open. */
    private void stop(PublisherException reason, List<Pending> inFlight) {
        end.compareAndSet(null, reason);
        queue.close();
        Stream.concat(inFlight.stream(), queue.drain().stream())
                .forEach(pending -> pending.outcome().completeExceptionally(reason));
    }

    private boolean joined(Duration patience) {
        try {
            thread.join(Math.max(1, patience.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }

    private PublisherOverloadedException overloaded() {
        return new PublisherOverloadedException("the queue of the publisher of " + chain + " is full: "
                + config.queue().maxBytes() + " bytes or " + config.queue().maxPublications()
                + " publications wait for Kafka");
    }

    private PublisherUnavailableException closed(String what) {
        return new PublisherUnavailableException("the publisher of " + chain + " " + what);
    }
}
