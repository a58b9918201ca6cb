package io.chaintier.producer.publish;

import io.chaintier.event.ChainId;
import io.chaintier.event.StateEntry;
import io.chaintier.producer.log.ChainLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes to Kafka what waits: what is spooled first, then what is in memory. One thread. */
final class PublishLoop implements Sender.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(PublishLoop.class);
    private static final long PAUSE_MS = 100;

    private final ChainId chain;
    private final Claim claim;
    private final PublishQueue queue;
    private final Optional<Spool> spool;
    private final int transactionBytes;

    /** Of spooled publications, those with a lower number are in the topic. */
    private long writtenTo;
    /** Whether the next spooled publication with blocks must stand on the head, whoever published it. */
    private boolean joining;

    private boolean failing;

    PublishLoop(ChainId chain, Claim claim, PublishQueue queue, Optional<Spool> spool, int transactionBytes) {
        this.chain = chain;
        this.claim = claim;
        this.queue = queue;
        this.spool = spool;
        this.transactionBytes = transactionBytes;
    }

    /**
     * Returns when the queue is closed and everything is written.
     *
     * @param sender that has taken the chain over
     * @throws PublisherException if the publisher cannot go on
     */
    void run(Sender sender) throws InterruptedException {
        worksAgain();
        while (true) {
            switch (queue.awaitWork(() -> spool.filter(Spool::hasUnread).isPresent())) {
                case SPOOLED -> drain(spool.orElseThrow(), sender);
                case QUEUED -> write(sender);
                case NONE -> {
                    return;
                }
            }
            worksAgain();
        }
    }

    @Override
    public Optional<SpoolProgress> takingOver(Position end, ChainLog log) throws InterruptedException {
        if (spool.filter(Spool::hasUnread).isEmpty()) {
            return Optional.empty();
        }
        Spool waiting = spool.get();
        SpoolResume resume = new SpoolResume(end, Sender.newestClaim(log), newestProgress(log), claim.instance());
        SpoolResume.Decision decision = resume.decide(waiting);
        writtenTo = Math.max(writtenTo, decision.next());
        joining |= decision.mustJoin();
        return Optional.of(waiting.progress(decision.next()));
    }

    @Override
    public void failing() {
        boolean spooling = queue.failing();
        if (!failing && spooling) {
            LOG.warn(
                    "Kafka is unreachable: publications of {} go to the spool {}",
                    chain,
                    spool.orElseThrow().directory());
        }
        failing = true;
    }

    private void write(Sender sender) throws InterruptedException {
        PublishQueue.Flight flight = queue.take(transactionBytes);
        sender.write(flight.publications(), attempt -> {
            OptionalLong behind = queue.committing(flight, attempt);
            return behind.isPresent()
                    ? Optional.of(spool.orElseThrow().progress(behind.getAsLong()))
                    : Optional.empty();
        });
        OptionalLong spooledTo = queue.land(flight);
        writtenTo = Math.max(writtenTo, spooledTo.orElse(0));
    }

    /** One transaction from the spool. */
    private void drain(Spool from, Sender sender) throws InterruptedException {
        List<Spool.Stored> stored = from.read(transactionBytes);
        if (stored.isEmpty()) {
            Thread.sleep(PAUSE_MS);
            return;
        }
        if (!from.hasUnread()) {
            // The last of it: what comes meanwhile stays in memory, or the spool would never be empty under load.
            queue.stopSpooling();
        }
        List<Pending> batch = new ArrayList<>(stored.size());
        for (Spool.Stored each : stored) {
            if (each.number() >= writtenTo) {
                batch.add(pending(each));
            }
        }
        Spool.Stored last = stored.get(stored.size() - 1);
        if (!batch.isEmpty()) {
            sender.write(batch, attempt -> Optional.of(from.progress(last.number() + 1)));
            writtenTo = last.number() + 1;
        }
        from.release(last.mark());
    }

    private Pending pending(Spool.Stored stored) {
        Publication publication = stored.entry().publication();
        boolean mustJoin = joining || stored.entry().mustJoin();
        joining &= !publication.hasBlocks();
        return new Pending(publication, stored.outcome(), mustJoin);
    }

    private void worksAgain() {
        if (failing) {
            LOG.info("Kafka works again for {}", chain);
        }
        failing = false;
    }

    private static Optional<SpoolResume.Versioned> newestProgress(ChainLog log) {
        return log.newestState(StateChange.RESERVED_NAMESPACE, SpoolProgress.KEY)
                .flatMap(PublishLoop::progress);
    }

    private static Optional<SpoolResume.Versioned> progress(StateEntry entry) {
        return entry.value().map(value -> new SpoolResume.Versioned(SpoolProgress.decode(value), entry.version()));
    }
}
