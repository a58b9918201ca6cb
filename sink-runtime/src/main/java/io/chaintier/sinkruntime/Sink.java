package io.chaintier.sinkruntime;

import io.chaintier.store.ChainWriter;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A service that keeps one store in step with the topics. It knows nothing but the two, so it can be stopped, slowed or
 * doubled without anybody else noticing. While the store is down it goes on reading, into a file on its own disk.
 *
 * <p>Two threads: one polls, decodes, fills and empties the file, and commits; one gives batches to the store. Killed at
 * any moment it loses nothing: offsets are committed only after the store answered, and what is stored twice is the same
 * as once.
 */
public final class Sink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sink.class);

    private final SinkConfig config;
    private final ChainWriter store;
    private final SinkCounters counters = new SinkCounters();
    private final EventQueue queue;
    private final DeadLetters deadLetters;
    private final Delivery delivery;
    private final PollLoop pollLoop;
    private final Thread pollThread;
    private final Thread deliveryThread;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    /** @param store is closed with the sink */
    public Sink(SinkConfig config, ChainWriter store) {
        this.config = config;
        this.store = store;
        this.queue = new EventQueue(config.queueBytes());
        this.deadLetters = new DeadLetters(config);
        this.delivery = new Delivery(config, queue, store, deadLetters, counters, new Random());
        this.pollLoop = new PollLoop(config, queue, counters);
        this.pollThread = new Thread(this::poll, config.name() + "-sink-poll");
        this.deliveryThread = new Thread(this::deliver, config.name() + "-sink-delivery");
    }

    /** Starts reading; returns at once, whether or not Kafka and the store are there. */
    public void start() {
        deliveryThread.start();
        pollThread.start();
    }

    /** Safe for any thread. */
    public SinkStatus status() {
        return new SinkStatus(
                state(),
                counters.snapshot(),
                queue.size(),
                pollLoop.lagRecords(),
                pollLoop.stopped(),
                counters.lastError(),
                pollLoop.fileStatus(),
                delivery.backoff());
    }

    /**
     * Waits until the sink has ended.
     *
     * @throws SinkFailedException if it ended by itself, with the reason
     */
    public void awaitEnd() throws InterruptedException {
        try {
            ended.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SinkFailedException failed) {
                throw failed;
            }
            throw new IllegalStateException(config.name() + " sink died", e.getCause());
        }
    }

    /** Stops reading, finishes the batch in flight within the shutdown time-out, commits, and leaves the group. */
    @Override
    public void close() {
        pollLoop.stop();
        queue.close();
        try {
            pollThread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private SinkStatus.State state() {
        if (ended.isCompletedExceptionally()) {
            return SinkStatus.State.FAILED;
        }
        return pollThread.isAlive() ? pollLoop.state() : SinkStatus.State.STOPPED;
    }

    private void poll() {
        try {
            pollLoop.run();
        } catch (RuntimeException | Error e) {
            fail(e);
        }
        queue.close();
        awaitDelivery();
        try {
            pollLoop.finish();
        } catch (RuntimeException e) {
            LOG.warn("{} sink did not leave its group cleanly: {}", config.name(), e.toString());
        }
        deadLetters.close();
        store.close();
        ended.complete(null);
    }

    private void deliver() {
        try {
            delivery.run();
        } catch (RuntimeException | Error e) {
            fail(e);
            pollLoop.stop();
        }
    }

    private void fail(Throwable cause) {
        LOG.error("{} sink ends: {}", config.name(), cause.getMessage(), cause);
        ended.completeExceptionally(cause);
    }

    private void awaitDelivery() {
        try {
            deliveryThread.join(config.shutdownTimeout().toMillis());
            if (deliveryThread.isAlive()) {
                LOG.warn("{} store did not answer in time: what was in flight is read again", config.name());
                deliveryThread.interrupt();
                deliveryThread.join(config.backoffMin().toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
