package io.chaintier.sinkruntime;

import io.chaintier.event.wire.UnknownSchemaException;
import io.chaintier.retry.Backoff;
import io.chaintier.topics.TopicSetup;
import io.chaintier.topics.TopicsUnusableException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
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
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the topics into the queue and commits what is settled. It always keeps polling, also when the queue is full and
 * its partitions are paused, so that the group does not take them away.
 *
 * <p>Commit rule: the committed offset of a partition is that of its lowest event that is neither in the store nor in the
 * dead-letter topic. Whatever dies, what is not in the store is read again.
 */
final class PollLoop implements Runnable, ConsumerRebalanceListener {
    private static final Logger LOG = LoggerFactory.getLogger(PollLoop.class);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration LAG_INTERVAL = Duration.ofSeconds(2);

    private final SinkConfig config;
    private final Consumer<byte[], byte[]> consumer;
    private final EventQueue queue;
    private final SinkCounters counters;
    private final Backoff backoff;
    private final Map<TopicPartition, PartitionReader> assigned = new HashMap<>();
    private final Map<TopicPartition, Long> committed = new HashMap<>();
    private final Map<String, String> stopped = new ConcurrentHashMap<>();
    private long lastCommitNanos = System.nanoTime();
    private long lastLagNanos = System.nanoTime();
    private volatile boolean running = true;
    private volatile long lagRecords;

    PollLoop(SinkConfig config, EventQueue queue, SinkCounters counters, Backoff backoff) {
        this.config = config;
        this.consumer = config.kafka().member(config.groupId());
        this.backoff = backoff;
        this.queue = queue;
        this.counters = counters;
    }

    /**
     * Works until {@link #stop}; does not close the consumer, so that the last commit can follow.
     *
     * @throws SinkFailedException if the topics are not as the sink needs them
     */
    @Override
    public void run() {
        awaitTopics();
        consumer.subscribe(List.of(config.topics().blocks(), config.topics().state()), this);
        while (running) {
            try {
                pauseOrResume();
                take(consumer.poll(POLL));
                commitNowAndThen();
                measureLagNowAndThen();
            } catch (WakeupException e) {
                LOG.debug("woken up to stop");
            } catch (NoOffsetForPartitionException e) {
                startFromTheBeginning(e.partitions());
            } catch (OffsetOutOfRangeException e) {
                e.offsetOutOfRangePartitions().forEach(this::stopOutOfRange);
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
            commitSync(assigned.keySet());
        } finally {
            consumer.close();
        }
    }

    long lagRecords() {
        return lagRecords;
    }

    /** Partitions that are read no further, each with the reason. */
    Map<String, String> stopped() {
        return Map.copyOf(stopped);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            assigned.put(
                    partition,
                    new PartitionReader(partition.topic().equals(config.topics().state()), counters));
        }
        if (!partitions.isEmpty()) {
            LOG.info("{} sink reads {}", config.name(), partitions);
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        commitSync(partitions);
        onPartitionsLost(partitions);
    }

    /** Another member may own them already: what is in flight may still reach the store, which does no harm. */
    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> {
            assigned.remove(partition);
            committed.remove(partition);
            stopped.remove(partition.toString());
        });
    }

    /** Makes the topics where that is allowed, so that services can start in any order. */
    private void awaitTopics() {
        try (Admin admin = config.kafka().admin()) {
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

    private boolean areTopicsReady(TopicSetup topics) throws InterruptedException {
        try {
            topics.ensure(0);
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
            queue.awaitClosed(backoff.next());
            return false;
        }
    }

    private void pauseOrResume() {
        boolean full = queue.isFull();
        for (Map.Entry<TopicPartition, PartitionReader> entry : assigned.entrySet()) {
            List<TopicPartition> one = List.of(entry.getKey());
            if (full || entry.getValue().stopped().isPresent()) {
                consumer.pause(one);
            } else {
                consumer.resume(one);
            }
        }
    }

    private void take(ConsumerRecords<byte[], byte[]> records) {
        for (TopicPartition partition : records.partitions()) {
            PartitionReader reader = assigned.get(partition);
            for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
                if (!take(partition, reader, record)) {
                    break;
                }
            }
        }
    }

    private boolean take(TopicPartition partition, PartitionReader reader, ConsumerRecord<byte[], byte[]> record) {
        try {
            queue.add(reader.read(record));
            return true;
        } catch (UnknownSchemaException e) {
            consumer.seek(partition, record.offset());
            stop(partition, reader, "offset " + record.offset() + ": " + e.getMessage());
            return false;
        }
    }

    private void stop(TopicPartition partition, PartitionReader reader, String reason) {
        LOG.error("{} sink stops reading {}: {}", config.name(), partition, reason);
        reader.stop(reason);
        stopped.put(partition.toString(), reason);
        consumer.pause(List.of(partition));
    }

    /** A group without offsets is a new one: a sink's store holds everything from the first event on. */
    private void startFromTheBeginning(Collection<TopicPartition> partitions) {
        LOG.info("{} sink has no committed offset for {}: reads from the beginning", config.name(), partitions);
        consumer.seekToBeginning(partitions);
    }

    private void stopOutOfRange(TopicPartition partition, long offset) {
        long beginning = consumer.beginningOffsets(List.of(partition)).get(partition);
        long end = consumer.endOffsets(List.of(partition)).get(partition);
        String reason = offset < beginning
                ? "offsets " + offset + " to " + (beginning - 1) + " are no longer in the topic and not in the store"
                : "offset " + offset + " is behind the end " + end + " of the topic: was the topic created anew?";
        consumer.seek(partition, Math.max(offset, beginning));
        stop(partition, assigned.get(partition), reason);
        committed.put(partition, Long.MAX_VALUE);
    }

    private void commitNowAndThen() {
        long now = System.nanoTime();
        if (now - lastCommitNanos < config.commitInterval().toNanos()) {
            return;
        }
        lastCommitNanos = now;
        Map<TopicPartition, OffsetAndMetadata> offsets = committable(assigned.keySet());
        if (!offsets.isEmpty()) {
            consumer.commitAsync(offsets, (sent, failure) -> {
                if (failure != null) {
                    LOG.warn("{} sink could not commit, will again: {}", config.name(), failure.toString());
                    sent.keySet().forEach(committed::remove);
                }
            });
        }
    }

    private void commitSync(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = committable(partitions);
        if (offsets.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(offsets, config.shutdownTimeout());
        } catch (CommitFailedException e) {
            LOG.warn("{} sink lost its partitions before it could commit: they are read again", config.name());
        } catch (WakeupException e) {
            consumer.commitSync(offsets, config.shutdownTimeout());
        } catch (KafkaException e) {
            LOG.warn("{} sink could not commit: what it stored is stored again: {}", config.name(), e.toString());
        }
    }

    /** Offsets that have moved since they were last committed. */
    private Map<TopicPartition, OffsetAndMetadata> committable(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition partition : partitions) {
            PartitionReader reader = assigned.get(partition);
            if (reader == null) {
                continue;
            }
            long offset = reader.committable(consumer.position(partition));
            if (offset > committed.getOrDefault(partition, -1L)) {
                offsets.put(partition, new OffsetAndMetadata(offset));
                committed.put(partition, offset);
            }
        }
        return offsets;
    }

    private void measureLagNowAndThen() {
        long now = System.nanoTime();
        if (now - lastLagNanos < LAG_INTERVAL.toNanos()) {
            return;
        }
        lastLagNanos = now;
        lagRecords = assigned.keySet().stream()
                .collect(Collectors.summingLong(
                        partition -> consumer.currentLag(partition).orElse(0)));
    }
}
