package io.chaintier.producer.log;

import io.chaintier.topics.AdminAnswers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;

/** One partition read from its end backwards, committed records only. One thread. */
final class PartitionTail {
    private static final long FIRST_WINDOW = 16;
    private static final long LARGEST_WINDOW = 4096;
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** Longer than the transaction time-out of any publisher that may have died in one. */
    private static final Duration SETTLING = Duration.ofSeconds(90);

    private final Admin admin;
    private final Consumer<byte[], byte[]> consumer;
    private final TopicPartition partition;

    PartitionTail(Admin admin, Consumer<byte[], byte[]> consumer, TopicPartition partition) {
        this.admin = admin;
        this.consumer = consumer;
        this.partition = partition;
    }

    /**
     * Walks committed records from the newest to the oldest.
     *
     * @param project what is of interest in a record; empty to pass over it. Called in the order of the topic within
     *                stretches of records, and for more records than are asked for
     * @param more    takes what was projected, newest first; false ends the walk
     * @throws KafkaException if the partition could not be read; may be tried again
     */
    <T> void walkBack(Function<ConsumerRecord<byte[], byte[]>, Optional<T>> project, Predicate<T> more) {
        consumer.assign(List.of(partition));
        long beginning = consumer.beginningOffsets(List.of(partition)).get(partition);
        long end = settledEnd();
        for (long window = FIRST_WINDOW; end > beginning; window = Math.min(window * 2, LARGEST_WINDOW)) {
            long start = Math.max(beginning, end - window);
            List<T> projected = read(start, end, project);
            for (int i = projected.size() - 1; i >= 0; i--) {
                if (!more.test(projected.get(i))) {
                    return;
                }
            }
            end = start;
        }
    }

    /**
     * The end of the partition once nothing below it is undecided. A transaction of another chain that is still open
     * hides all that was committed after its beginning, our own newest records among it.
     */
    private long settledEnd() {
        long written = offset(IsolationLevel.READ_UNCOMMITTED);
        long deadline = System.nanoTime() + SETTLING.toNanos();
        while (offset(IsolationLevel.READ_COMMITTED) < written) {
            if (System.nanoTime() > deadline) {
                throw new TimeoutException("a transaction in " + partition + " has been open for "
                        + SETTLING.toSeconds() + " s and hides the end of the partition: " + openTransactions());
            }
            pause();
        }
        return written;
    }

    /** Whose they are, for people. */
    private String openTransactions() {
        return AdminAnswers.await(admin.describeProducers(List.of(partition)).partitionResult(partition))
                .activeProducers()
                .stream()
                .filter(producer -> producer.currentTransactionStartOffset().isPresent())
                .map(producer -> "of " + transactionalId(producer.producerId()) + " from offset "
                        + producer.currentTransactionStartOffset().getAsLong() + " on")
                .collect(Collectors.joining(", "));
    }

    private String transactionalId(long producerId) {
        ListTransactionsOptions ofProducer = new ListTransactionsOptions().filterProducerIds(List.of(producerId));
        return AdminAnswers.await(admin.listTransactions(ofProducer).all()).stream()
                .map(transaction -> transaction.transactionalId() + ", in state " + transaction.state() + ",")
                .findFirst()
                .orElse("producer " + producerId);
    }

    private <T> List<T> read(long start, long end, Function<ConsumerRecord<byte[], byte[]>, Optional<T>> project) {
        List<T> projected = new ArrayList<>();
        consumer.seek(partition, start);
        long position = start;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (position < end) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(partition)) {
                if (record.offset() < end) {
                    project.apply(record).ifPresent(projected::add);
                }
            }
            long reached = consumer.position(partition);
            if (reached > position) {
                position = reached;
                deadline = System.nanoTime() + PATIENCE.toNanos();
            } else if (System.nanoTime() > deadline) {
                throw new TimeoutException("nothing came from " + partition + " at offset " + position + " for "
                        + PATIENCE.toSeconds() + " s");
            }
        }
        return projected;
    }

    private long offset(IsolationLevel isolation) {
        return AdminAnswers.await(
                        admin.listOffsets(Map.of(partition, OffsetSpec.latest()), new ListOffsetsOptions(isolation))
                                .partitionResult(partition))
                .offset();
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
