package io.chaintier.e2e.drill;

import io.chaintier.config.Settings;
import io.chaintier.event.Bytes;
import io.chaintier.producer.publish.ChainPublisher;
import io.chaintier.producer.publish.PatientPublisher;
import io.chaintier.producer.publish.Publication;
import io.chaintier.producer.publish.PublisherConfig;
import io.chaintier.producer.publish.StateChange;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The node of a drill: publishes the histories of its chains, step by step in turn, through the real publisher. What is
 * published depends on the seed alone; when, on the caller. For the drill's thread; what it tells is for any.
 */
final class Feed implements AutoCloseable {
    private static final int STEPS_BETWEEN_STATES = 7;

    private final List<Source> sources = new ArrayList<>();
    private final Duration pause;
    private Optional<Thread> flow = Optional.empty();
    private volatile boolean flows;
    private volatile Throwable failure;
    private int turn;

    private static final class Source implements AutoCloseable {
        private final History history;
        private final ChainPublisher publisher;
        private final PatientPublisher patient;
        private volatile int handedOff;

        Source(History history, ChainPublisher publisher) {
            this.history = history;
            this.publisher = publisher;
            this.patient = new PatientPublisher(publisher);
        }

        void step() throws InterruptedException {
            if (handedOff == history.steps().size()) {
                throw new IllegalStateException("the history of " + history.chain() + " is used up: make it longer");
            }
            Publication next = history.steps().get(handedOff).publication();
            if (handedOff % STEPS_BETWEEN_STATES == 0) {
                Bytes progress = Bytes.of(
                        ByteBuffer.allocate(Integer.BYTES).putInt(handedOff).array());
                next = next.and(
                        Publication.state(new StateChange("node-" + handedOff % 3, "progress", Optional.of(progress))));
            }
            handedOff++;
            patient.publish(next);
        }

        @Override
        public void close() {
            publisher.close();
        }
    }

    /** @param pause between two steps while it flows */
    Feed(Settings settings, List<History> histories, Duration pause) throws InterruptedException {
        this.pause = pause;
        PublisherConfig config = PublisherConfig.from(settings);
        for (History history : histories) {
            sources.add(new Source(history, ChainPublisher.open(config, history.chain())));
        }
    }

    /** Publishes so many steps and returns when Kafka has confirmed them. */
    void publish(int steps) throws InterruptedException {
        handOff(steps);
        confirm();
    }

    /** The same without waiting for Kafka. */
    void handOff(int steps) throws InterruptedException {
        for (int i = 0; i < steps; i++) {
            sources.get(turn++ % sources.size()).step();
        }
    }

    /** Returns when Kafka has confirmed all that was handed off. */
    void confirm() throws InterruptedException {
        for (Source source : sources) {
            source.patient.confirm();
        }
    }

    /** Publishes on a thread of its own, one step after another, until {@link #still}. */
    void flow() {
        flows = true;
        Thread thread = new Thread(this::run, "drill-feed");
        thread.start();
        flow = Optional.of(thread);
    }

    /** Ends the flow; on return Kafka has confirmed everything. */
    void still() throws InterruptedException {
        flows = false;
        if (flow.isPresent()) {
            flow.get().join();
            flow = Optional.empty();
        }
        if (failure != null) {
            throw new AssertionError("publishing failed", failure);
        }
        confirm();
    }

    /** How many steps were handed off by now. */
    int steps() {
        return sources.stream().mapToInt(source -> source.handedOff).sum();
    }

    /** Sequence of the last event of a chain that was handed off; -1 before the first. */
    long lastSequence(History history) {
        int handedOff = sources.stream()
                .filter(source -> source.history == history)
                .mapToInt(source -> source.handedOff)
                .sum();
        return handedOff == 0 ? -1 : history.steps().get(handedOff - 1).lastSequence();
    }

    private void run() {
        try {
            while (flows) {
                handOff(1);
                Thread.sleep(pause.toMillis());
            }
        } catch (RuntimeException | InterruptedException e) {
            failure = e;
        }
    }

    @Override
    public void close() {
        flows = false;
        flow.ifPresent(Thread::interrupt);
        sources.forEach(Source::close);
    }
}
