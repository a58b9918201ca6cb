package io.chaintier.producer.publish;

import io.chaintier.event.ChainId;
import io.chaintier.producer.log.ChainLog;
import io.chaintier.topics.AdminAnswers;
import io.chaintier.topics.KafkaClients;
import io.chaintier.topics.TopicsConfig;
import io.chaintier.topics.TransactionMarker;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the markers that Kafka still owes a chain's partitions.
 *
 * <p>A transaction is decided by its coordinator, and then ended in each of its partitions by a marker. A coordinator
 * that finds a partition without a leader at that moment, as happens while a broker that was killed starts again, takes
 * the partition for deleted and the transaction for complete (KAFKA-20734, in Kafka 4.3.1). From then on nothing ends it
 * there: its records stay hidden, and so does all that is committed behind them, of every chain in the partition, though
 * its publisher was told that it is committed.
 *
 * <p>The coordinator knows what it had decided until the transactional id is taken again, so this comes before that. It
 * touches only a transaction that is certain to have ended: of the chain's own transactional id, which the coordinator
 * calls complete, and whose epoch it has left behind. One thread.
 */
final class MissingMarkers {
    private static final Logger LOG = LoggerFactory.getLogger(MissingMarkers.class);
    private static final Set<TransactionState> DECIDED =
            Set.of(TransactionState.COMPLETE_COMMIT, TransactionState.COMPLETE_ABORT);
    private static final Set<TransactionState> BEING_ENDED =
            Set.of(TransactionState.PREPARE_COMMIT, TransactionState.PREPARE_ABORT);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final long PAUSE_MS = 20;

    private final KafkaClients kafka;
    private final Admin admin;
    private final TopicsConfig topics;
    private final ChainId chain;

    private MissingMarkers(KafkaClients kafka, Admin admin, TopicsConfig topics, ChainId chain) {
        this.kafka = kafka;
        this.admin = admin;
        this.topics = topics;
        this.chain = chain;
    }

    /**
     * On return the chain's last transaction is ended in all its partitions, if it was decided.
     *
     * @throws org.apache.kafka.common.KafkaException if that could not be found out or done
     */
    static void write(KafkaClients kafka, TopicsConfig topics, ChainId chain) {
        try (Admin admin = kafka.admin()) {
            MissingMarkers markers = new MissingMarkers(kafka, admin, topics, chain);
            Optional<TransactionDescription> last = markers.lastTransaction();
            if (last.map(TransactionDescription::state)
                    .filter(DECIDED::contains)
                    .isPresent()) {
                markers.end(last.get(), topics.blocks());
                markers.end(last.get(), topics.state());
            }
        }
    }

    /** The last transaction of the chain, once Kafka is done with it; empty where there is none. */
    private Optional<TransactionDescription> lastTransaction() {
        String id = Session.transactionalId(chain);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            TransactionDescription last;
            try {
                last = AdminAnswers.await(
                        admin.describeTransactions(List.of(id)).description(id));
            } catch (TransactionalIdNotFoundException e) {
                return Optional.empty();
            }
            if (!BEING_ENDED.contains(last.state())) {
                return Optional.of(last);
            }
            if (System.nanoTime() > deadline) {
                throw new TimeoutException("Kafka has not ended the last transaction of " + id + " for "
                        + PATIENCE.toSeconds() + " s; it is in state " + last.state());
            }
            pause();
        }
    }

    private void end(TransactionDescription transaction, String topic) {
        TopicDescription description = AdminAnswers.await(
                admin.describeTopics(List.of(topic)).topicNameValues().get(topic));
        TopicPartitionInfo info = description
                .partitions()
                .get(ChainLog.partitionOf(chain, description.partitions().size()));
        TopicPartition partition = new TopicPartition(topic, info.partition());
        for (ProducerState producer : AdminAnswers.await(
                        admin.describeProducers(List.of(partition)).partitionResult(partition))
                .activeProducers()) {
            if (isLeftOpen(producer, transaction)) {
                TransactionMarker marker = new TransactionMarker(
                        partition,
                        transaction.producerId(),
                        (short) transaction.producerEpoch(),
                        producer.coordinatorEpoch().orElse(0),
                        transaction.state() == TransactionState.COMPLETE_COMMIT);
                LOG.warn(
                        "Kafka has left a transaction of {} open in {} from offset {} on, though it is decided; writing"
                                + " the missing marker: {}",
                        Session.transactionalId(chain),
                        partition,
                        producer.currentTransactionStartOffset().getAsLong(),
                        marker);
                kafka.endTransaction(marker, info.leader());
            }
        }
    }

    /** Ending a transaction takes its epoch from the producer, so that the records of the next have another. */
    private static boolean isLeftOpen(ProducerState producer, TransactionDescription transaction) {
        return producer.producerId() == transaction.producerId()
                && producer.currentTransactionStartOffset().isPresent()
                && producer.producerEpoch() == transaction.producerEpoch() - 1;
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MS);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
