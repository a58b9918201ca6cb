package io.chaintier.producer.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.chaintier.event.Block;
import io.chaintier.event.ChainId;
import io.chaintier.event.wire.EncodedEvent;
import io.chaintier.localstack.KafkaServer;
import io.chaintier.producer.log.ChainLog;
import io.chaintier.producer.testing.Blocks;
import io.chaintier.producer.testing.CanonicalChain;
import io.chaintier.producer.testing.OwnKafka;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Transactions that Kafka decided and did not end in a partition, as a broker that was killed does now and then when it
 * starts again (KAFKA-20734). Here a record is put into the partition behind the coordinator's back, which looks the same
 * to everybody. Serves I5, I8; fault 44.
 */
@ExtendWith(OwnKafka.class)
class MissingMarkersIT {
    private static final String VERIFICATION = "transaction.partition.verification.enable";

    private final ChainId chain = Publishers.newChain();
    private final KafkaServer kafka;
    private final PublisherConfig config;
    private final String transactionalId = Session.transactionalId(chain);
    private TopicPartition blocks;

    MissingMarkersIT(KafkaServer kafka) {
        this.kafka = kafka;
        this.config = Publishers.config(kafka.bootstrapServers(), chain, "test");
    }

    @BeforeEach
    void trustProducers() throws Exception {
        set(new AlterConfigOp(new ConfigEntry(VERIFICATION, "false"), AlterConfigOp.OpType.SET));
    }

    @AfterEach
    void trustNobody() throws Exception {
        set(new AlterConfigOp(new ConfigEntry(VERIFICATION, null), AlterConfigOp.OpType.DELETE));
    }

    private void set(AlterConfigOp operation) throws Exception {
        ConfigResource everyBroker = new ConfigResource(ConfigResource.Type.BROKER, "");
        try (Admin admin = admin()) {
            admin.incrementalAlterConfigs(Map.of(everyBroker, List.of(operation)))
                    .all()
                    .get();
        }
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

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }
}
