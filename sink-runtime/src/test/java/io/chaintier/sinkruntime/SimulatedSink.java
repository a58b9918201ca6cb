package io.chaintier.sinkruntime;

import io.chaintier.config.Settings;
import io.chaintier.retry.Backoff;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * A sink without threads and without Kafka: the real intake, queue and delivery, and in the place of the poll loop a
 * consumer of {@link SimulatedTopics}. Whoever has it says which of its two threads makes a step.
 */
final class SimulatedSink {
    /** A partition's commit that Kafka has and whose acknowledgement is under way. */
    private record Commit(Map<TopicPartition, Long> offsets, boolean succeeds) {}

    static final SinkConfig CONFIG = SinkConfig.from(
            "test",
            Settings.of(Map.of(
                    "sink.batch.events", "8",
                    "sink.queue.bytes", "60000",
                    "sink.backoff.min.ms", "1",
                    "sink.backoff.max.ms", "2")));

    private final SimulatedTopics topics;
    private final RandomGenerator random;
    private final EventQueue queue = new EventQueue(CONFIG.queueBytes());
    private final SinkCounters counters = new SinkCounters();
    private final Delivery delivery;
    private final Intake intake;
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final Set<TopicPartition> assigned = new HashSet<>();
    private Optional<Commit> underWay = Optional.empty();
    private long nanos;
    private long deliveryWaitsUntil;

    SimulatedSink(SimulatedTopics topics, SimulatedStore store, FallbackFile.Opener file, RandomGenerator random) {
        this.topics = topics;
        this.random = random;
        this.delivery = new Delivery(CONFIG, queue, store, store, counters, random);
        Backoff pauses = new Backoff(Duration.ofMillis(1), Duration.ofMillis(20), random);
        this.intake = new Intake(
                CONFIG,
                queue,
                counters,
                new SinkMachine(() -> nanos, pauses),
                file,
                positions::put,
                new JumpingClock(),
                () -> nanos);
    }

    Set<TopicPartition> assigned() {
        return Set.copyOf(assigned);
    }

    Intake intake() {
        return intake;
    }

    SinkCounters counters() {
        return counters;
    }

    /** The group has said which partitions it has, perhaps none. */
    void join() {
        intake.joined();
    }

    void assign(TopicPartition partition) {
        assigned.add(partition);
        positions.remove(partition);
        intake.assign(partition);
    }

    /** As Kafka takes a partition away in order: the last commit still counts. */
    void revoke(TopicPartition partition) {
        commitNow(List.of(partition));
        lose(partition);
    }

    /** As a member learns that it was thrown out. */
    void lose(TopicPartition partition) {
        assigned.remove(partition);
        intake.revoke(partition);
    }

    /** One round of the poll thread. */
    void poll() {
        nanos += random.nextInt(3_000_000);
        intake.work();
        for (TopicPartition partition : intake.astray()) {
            intake.place(partition, topics.committed(partition), topics.beginning(partition), topics.end(partition));
        }
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> polled = new HashMap<>();
        for (TopicPartition partition : assigned) {
            if (intake.wants(partition)) {
                poll(partition, polled);
            }
        }
        intake.take(polled, positions::get);
        acknowledge();
        if (random.nextInt(3) == 0) {
            commit();
        }
    }

    private void poll(TopicPartition partition, Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> polled) {
        long position = positions.get(partition);
        if (position < topics.beginning(partition) || position > topics.end(partition)) {
            intake.lost(partition);
            return;
        }
        List<ConsumerRecord<byte[], byte[]>> records = topics.read(partition, position, 1 + random.nextInt(20));
        if (!records.isEmpty()) {
            polled.put(partition, records);
        }
        boolean all = records.isEmpty()
                || topics.read(partition, records.get(records.size() - 1).offset() + 1, 1)
                        .isEmpty();
        positions.put(
                partition,
                all ? topics.end(partition) : records.get(records.size() - 1).offset() + 1);
    }

    /** One round of the delivery thread. */
    void deliver() throws InterruptedException {
        boolean waits = nanos < deliveryWaitsUntil;
        if (!waits && (queue.size() > 0 || delivery.isBusy())) {
            deliveryWaitsUntil = nanos + delivery.step().toNanos();
        }
    }

    /** An ordered stop: the last commit, and the file is let go. */
    void stop() {
        queue.close();
        commitNow(assigned);
        intake.close();
    }

    private void commit() {
        if (underWay.isEmpty()) {
            Map<TopicPartition, Long> offsets = intake.toCommit(assigned);
            boolean succeeds = random.nextInt(8) > 0;
            underWay = offsets.isEmpty() ? Optional.empty() : Optional.of(new Commit(offsets, succeeds));
            if (succeeds || random.nextBoolean()) {
                offsets.forEach(topics::commit);
            }
        }
    }

    private void acknowledge() {
        underWay.filter(commit -> random.nextBoolean()).ifPresent(commit -> {
            if (commit.succeeds()) {
                intake.committed(commit.offsets());
            } else {
                intake.notCommitted(commit.offsets().keySet());
            }
            underWay = Optional.empty();
        });
    }

    private void commitNow(Collection<TopicPartition> partitions) {
        intake.notCommitted(partitions);
        Map<TopicPartition, Long> offsets = intake.toCommit(partitions);
        offsets.forEach(topics::commit);
        intake.committed(offsets);
    }

    /** A wall clock that jumps back and forth by up to two hours, and stands still in between. Nothing may depend on it. */
    private final class JumpingClock extends Clock {
        private static final long STANDS_STILL_NANOS = 10_000_000;
        private static final long RANGE_MS = 7_200_000;
        private static final long SCATTER = 2_654_435_761L;

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(Math.floorMod(nanos / STANDS_STILL_NANOS * SCATTER, RANGE_MS));
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
