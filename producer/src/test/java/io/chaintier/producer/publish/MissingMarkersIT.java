package io.chaintier.producer.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.chaintier.event.Block;
import io.chaintier.event.ChainId;
import io.chaintier.event.wire.EncodedEvent;
import io.chaintier.localstack.KafkaServer;
import io.chaintier.localstack.LocalStack;
import io.chaintier.localstack.ServerKind;
import io.chaintier.localstack.StackOptions;
import io.chaintier.producer.log.ChainLog;
import io.chaintier.producer.testing.Blocks;
import io.chaintier.producer.testing.CanonicalChain;
import io.chaintier.producer.testing.Publishers;
import io.chaintier.producer.testing.RawProduce;
import io.chaintier.producer.testing.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Transactions that Kafka decided and did not end in a partition, as a broker that was killed does now and then when it
 * starts again (KAFKA-20734). Here a record is put into the partition behind the coordinator's back, which looks the same
 * to everybody. Serves I5, I8; fault 44.
 */
class MissingMarkersIT {
    private static LocalStack stack;
    private static KafkaServer kafka;

    private final ChainId chain = Publishers.newChain();
    private final PublisherConfig config = Publishers.config(kafka.bootstrapServers(), chain, "test");
    private final String transactionalId = Session.transactionalId(chain);
    private TopicPartition blocks;

    @BeforeAll
    static void startKafkaThatTrustsProducers() throws Exception {
        stack = LocalStack.start(StackOptions.inTemporaryDirectory().withServers(ServerKind.KAFKA));
        kafka = stack.kafka();
        try (Admin admin = admin()) {
            AlterConfigOp trust = new AlterConfigOp(
                    new ConfigEntry("transaction.partition.verification.enable", "false"), AlterConfigOp.OpType.SET);
            admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.BROKER, ""), List.of(trust)))
                    .all()
                    .get();
        }
    }

    @AfterAll
    static void stopKafka() {
        stack.close();
    }

    @BeforeEach
    void publishFirstBlock() throws Exception {
        try (ChainPublisher publisher = ChainPublisher.open(config, chain)) {
            publisher.publish(Publication.append(Blocks.block(0, 0))).get();
        }
        String topic = config.topics().blocks();
        try (Producer<byte[], byte[]> producer = config.kafka().transactionalProducer("other", 1 << 20)) {
            blocks = new TopicPartition(
                    topic,
                    ChainLog.partitionOf(chain, producer.partitionsFor(topic).size()));
        }
    }

    @Test
    void whatWasCommittedAndNeverEndedIsEndedByTheNextPublisherAndKept() throws Exception {
        leaveOpen(transaction(true), 1);
        assertThat(isSettled()).isFalse();

        try (ChainPublisher next = ChainPublisher.open(config, chain)) {
            assertThat(next.head()).contains(Blocks.ref(1, 0));
            next.publish(Publication.append(Blocks.block(2, 0))).get();
        }

        assertTopicHasBlocksUpTo(2);
    }

    @Test
    void whatWasAbortedAndNeverEndedIsEndedByTheNextPublisherAndNeverSeen() throws Exception {
        leaveOpen(transaction(false), 1);
        assertThat(isSettled()).isFalse();

        try (ChainPublisher next = ChainPublisher.open(config, chain)) {
            assertThat(next.head()).contains(Blocks.ref(0, 0));
            next.publish(Publication.append(Blocks.block(1, 0))).get();
        }

        assertTopicHasBlocksUpTo(1);
    }

    @Test
    void whatMayBeOfATransactionThatTheCoordinatorNoLongerKnowsIsLeftAlone() throws Exception {
        leaveOpen(transaction(true), 2);

        MissingMarkers.write(config.kafka(), config.topics(), chain);

        assertThat(isSettled()).isFalse();
    }

    /** A transaction of the chain's transactional id that has nothing to do with its blocks. */
    private TransactionDescription transaction(boolean committed) throws Exception {
        try (Producer<byte[], byte[]> producer = config.kafka().transactionalProducer(transactionalId, 1 << 20)) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(config.topics().deadLetters(), new byte[1]))
                    .get();
            if (committed) {
                producer.commitTransaction();
            } else {
                producer.abortTransaction();
            }
        }
        try (Admin admin = admin()) {
            return admin.describeTransactions(List.of(transactionalId))
                    .description(transactionalId)
                    .get();
        }
    }

    /** Adds block 1 to a transaction after its end: to the last one, or to one that many before it. */
    private void leaveOpen(TransactionDescription last, int epochsAgo) throws Exception {
        Planner planner = new Planner(chain, "test", 1 << 20, Clock.systemUTC());
        EncodedEvent event = planner.plan(
                        Publication.append(Blocks.block(1, 0)), new Position(1, 1, Optional.of(Blocks.ref(0, 0))))
                .events()
                .get(0);
        RawProduce.send(
                kafka.address(),
                blocks,
                transactionalId,
                last.producerId(),
                last.producerEpoch() - epochsAgo,
                new SimpleRecord(0, chain.toString().getBytes(StandardCharsets.UTF_8), event.value()));
    }

    private boolean isSettled() throws Exception {
        return offset(IsolationLevel.READ_COMMITTED) == offset(IsolationLevel.READ_UNCOMMITTED);
    }

    private long offset(IsolationLevel isolation) throws Exception {
        try (Admin admin = admin()) {
            return admin.listOffsets(Map.of(blocks, OffsetSpec.latest()), new ListOffsetsOptions(isolation))
                    .partitionResult(blocks)
                    .get()
                    .offset();
        }
    }

    private void assertTopicHasBlocksUpTo(long last) {
        CanonicalChain.assertGapFree(Topic.records(kafka.bootstrapServers(), chain));
        assertThat(CanonicalChain.of(Topic.events(kafka.bootstrapServers(), chain)).stream()
                        .map(Block::ref))
                .isEqualTo(LongStream.rangeClosed(0, last)
                        .mapToObj(number -> Blocks.ref(number, 0))
                        .toList());
    }

    private static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }
}
