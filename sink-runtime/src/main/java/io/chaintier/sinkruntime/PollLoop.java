package io.chaintier.sinkruntime;

import io.chaintier.retry.Backoff;
import io.chaintier.sinkruntime.SinkStatus.FileStatus;
import io.chaintier.sinkruntime.SinkStatus.State;
import io.chaintier.topics.TopicSetup;
import io.chaintier.topics.TopicsUnusableException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The poll thread: brings together Kafka's consumer and the {@link Intake}, which decides. It always keeps polling, also
 * when its partitions are paused, so that the group does not take them away.
 */
final class PollLoop implements Runnable, ConsumerRebalanceListener {
    private static final Logger LOG = LoggerFactory.getLogger(PollLoop.class);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration POLL_WHILE_DRAINING = Duration.ofMillis(1);
    private static final Duration LAG_INTERVAL = Duration.ofSeconds(2);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final SinkConfig config;
    private final Consumer<byte[], byte[]> consumer;
    private final Admin admin;
    private final EventQueue queue;
    private final SinkCounters counters;
    private final Backoff backoff;
    private final Intake intake;
    private TopicIdentity topics;
    private volatile boolean topicsFound;
    private long lookedNanos;
    private long lastCommitNanos = System.nanoTime();
    private long lastLagNanos = System.nanoTime();
    private boolean topicsAreOurs = true;
    private volatile boolean running = true;
    private volatile long lagRecords;

    PollLoop(SinkConfig config, EventQueue queue, SinkCounters counters) {
        this.config = config;
        this.consumer = config.kafka().member(config.groupId(), config.instanceId());
        this.admin = config.kafka().admin();
        this.backoff = new Backoff(config.backoffMin(), config.backoffMax(), new Random());
        this.queue = queue;
        this.counters = counters;
        SinkMachine machine =
                new SinkMachine(System::nanoTime, new Backoff(config.backoffMin(), config.backoffMax(), new Random()));
        this.intake = new Intake(
                config,
                queue,
                counters,
                machine,
                SpillFile.opener(config.spill(), () -> topics.owner(config), Clock.systemUTC()),
                consumer::seek,
                Clock.systemUTC(),
                System::nanoTime);
    }

    /**
     * Works until {@link #stop}; does not close the consumer, so that the last commit can follow.
     *
     * @throws SinkFailedException if the topics are not as the sink needs them, or the fallback file is not this sink's
     */
    @Override
    public void run() {
        awaitTopics();
        // The folder is ours before the group hears of us: a second sink on one folder ends here, and disturbs nobody.
        intake.work();
        consumer.subscribe(List.of(config.topics().blocks(), config.topics().state()), this);
        lookAgainNow();
        while (running) {
            try {
                intake.work();
                placeAstray();
                pauseOrResume();
                take(consumer.poll(intake.isDraining() ? POLL_WHILE_DRAINING : POLL));
                commitNowAndThen();
                measureLagNowAndThen();
            } catch (WakeupException e) {
                LOG.debug("woken up to stop");
            } catch (NoOffsetForPartitionException e) {
                LOG.debug("no position yet for {}", e.partitions());
            } catch (OffsetOutOfRangeException e) {
                e.partitions().forEach(intake::lost);
                lookAgainNow();
            }
        }
    }

    void stop() {
        running = false;
        consumer.wakeup();
    }

    /** The last act, on the thread that ran: commits what was settled meanwhile, and leaves the group. */
    void finish() {
        try {
            commitSync(consumer.assignment());
        } finally {
            intake.close();
            admin.close();
            // Also a member with a lasting name leaves when it is stopped in order: its partitions are for others to
            // read.
            consumer.close(CloseOptions.groupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP)
                    .withTimeout(config.shutdownTimeout()));
        }
    }

    /** {@link State#STOPPED} until the topics are there. */
    State state() {
        return topicsFound ? intake.state() : State.STOPPED;
    }

    FileStatus fileStatus() {
        return intake.fileStatus();
    }

    long lagRecords() {
        return lagRecords;
    }

    /** Partitions that are read no further, each with the reason. */
    Map<String, String> stopped() {
        return intake.stopped();
    }

    /** They are read once it is known where to begin. */
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        consumer.pause(partitions);
        intake.joined();
        partitions.forEach(intake::assign);
        lookAgainNow();
        if (!partitions.isEmpty()) {
            LOG.info("{} sink reads {}", config.name(), partitions);
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        commitSync(partitions);
        onPartitionsLost(partitions);
    }

    /** Another member may own them already: nothing can be committed. */
    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        partitions.forEach(intake::revoke);
    }

    /** Makes the topics where that is allowed, so that services can start in any order. */
    private void awaitTopics() {
        try {
            boolean ready = false;
            while (running && !ready) {
                ready = areTopicsReady(new TopicSetup(admin, config.topics()));
            }
        } catch (TopicsUnusableException e) {
            throw new SinkFailedException(config.name() + " sink cannot use the topics: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            running = false;
        }
    }

    private boolean areTopicsReady(TopicSetup setup) throws InterruptedException {
        try {
            setup.ensure(0);
            topics = TopicIdentity.read(admin, config.topics());
            topicsFound = true;
            backoff.reset();
            return true;
        } catch (AuthenticationException | AuthorizationException e) {
            throw new SinkFailedException(config.name() + " sink may not use Kafka: " + e.getMessage(), e);
        } catch (KafkaException e) {
            LOG.warn(
                    "{} sink waits for Kafka at {}: {}",
                    config.name(),
                    config.kafka().servers(),
                    e.getMessage());
            counters.failed("Kafka at " + config.kafka().servers() + " does not answer: " + e.getMessage());
            queue.awaitClosed(backoff.next());
            return false;
        }
    }

    private void lookAgainNow() {
        lookedNanos = System.nanoTime() - LOOK_AGAIN.toNanos();
    }

    /** Asks Kafka where the partitions stand that have no position; now and then again, where that was not enough. */
    private void placeAstray() {
        Set<TopicPartition> astray = Set.copyOf(intake.astray());
        if (astray.isEmpty() || System.nanoTime() - lookedNanos < LOOK_AGAIN.toNanos()) {
            return;
        }
        lookedNanos = System.nanoTime();
        try {
            checkTopics();
            Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(astray);
            Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(astray);
            Map<TopicPartition, Long> ends = consumer.endOffsets(astray);
            for (TopicPartition partition : astray) {
                OffsetAndMetadata offset = committed.get(partition);
                intake.place(
                        partition,
                        offset == null ? OptionalLong.empty() : OptionalLong.of(offset.offset()),
                        beginnings.get(partition),
                        ends.get(partition));
            }
        } catch (RetriableException e) {
            LOG.warn("{} sink waits for Kafka to say where {} stand: {}", config.name(), astray, e.getMessage());
        }
    }

    private void checkTopics() {
        TopicIdentity now = TopicIdentity.read(admin, config.topics());
        if (!now.equals(topics)) {
            topicsAreOurs = false;
            throw new SinkFailedException(
                    config.name() + " sink read topics that are gone: expected " + topics + ", but there is now " + now
                            + ". Topics that were created anew have other records under the same offsets: give them"
                            + " other names, or give the sink a new group (sink.group.prefix) and an empty store",
                    null);
        }
    }

    private void pauseOrResume() {
        List<TopicPartition> wanted = new ArrayList<>();
        List<TopicPartition> unwanted = new ArrayList<>();
        consumer.assignment().forEach(partition -> (intake.wants(partition) ? wanted : unwanted).add(partition));
        consumer.pause(unwanted);
        consumer.resume(wanted);
    }

    private void take(ConsumerRecords<byte[], byte[]> records) {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> polled = new HashMap<>();
        records.partitions().forEach(partition -> polled.put(partition, records.records(partition)));
        intake.take(polled, consumer::position);
    }

    private void commitNowAndThen() {
        long now = System.nanoTime();
        if (now - lastCommitNanos < config.commitInterval().toNanos()) {
            return;
        }
        lastCommitNanos = now;
        Map<TopicPartition, Long> offsets = intake.toCommit(consumer.assignment());
        if (!offsets.isEmpty()) {
            consumer.commitAsync(withMetadata(offsets), (sent, failure) -> {
                if (failure == null) {
                    intake.committed(offsets);
                } else {
                    LOG.warn("{} sink could not commit, will again: {}", config.name(), failure.toString());
                    intake.notCommitted(offsets.keySet());
                }
            });
        }
    }

    private void commitSync(Collection<TopicPartition> partitions) {
        if (!topicsAreOurs) {
            return; // Our offsets mean nothing there, and the client would try for long.
        }
        // What was sent and is not acknowledged is said again: nobody will wait for the answer.
        intake.notCommitted(partitions);
        Map<TopicPartition, Long> offsets = intake.toCommit(partitions);
        if (offsets.isEmpty()) {
            return;
        }
        try {
            commitSync(offsets);
            intake.committed(offsets);
        } catch (CommitFailedException e) {
            LOG.warn("{} sink lost its partitions before it could commit: they are read again", config.name());
        } catch (KafkaException e) {
            LOG.warn("{} sink could not commit: what it stored is stored again: {}", config.name(), e.toString());
        }
    }

    private void commitSync(Map<TopicPartition, Long> offsets) {
        try {
            consumer.commitSync(withMetadata(offsets), config.shutdownTimeout());
        } catch (WakeupException e) {
            consumer.commitSync(withMetadata(offsets), config.shutdownTimeout());
        }
    }

    private static Map<TopicPartition, OffsetAndMetadata> withMetadata(Map<TopicPartition, Long> offsets) {
        return offsets.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> new OffsetAndMetadata(entry.getValue())));
    }

    private void measureLagNowAndThen() {
        long now = System.nanoTime();
        if (now - lastLagNanos < LAG_INTERVAL.toNanos()) {
            return;
        }
        lastLagNanos = now;
        lagRecords = consumer.assignment().stream()
                .collect(Collectors.summingLong(
                        partition -> consumer.currentLag(partition).orElse(0)));
    }
}
