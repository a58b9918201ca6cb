package io.chaintier.producer.publish;

import io.chaintier.event.ChainId;
import io.chaintier.event.StateEntry;
import io.chaintier.event.wire.EncodedEvent;
import io.chaintier.event.wire.RecordHeaders;
import io.chaintier.event.wire.StateCodec;
import io.chaintier.producer.log.ChainLog;
import io.chaintier.topics.KafkaClients;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Kafka producer's life: from taking the chain's transactional id to the first failure. After any exception only
 * {@link #close} may be called. One thread.
 */
final class Session implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);
    /** Room for a record's key and headers and for the batch around it. */
    private static final int RECORD_OVERHEAD_BYTES = 1024;

    private final StateCodec stateCodec = new StateCodec();
    private final Producer<byte[], byte[]> producer;
    private final ChainId chain;
    private final byte[] chainText;
    private final String blocksTopic;
    private final String stateTopic;
    private int blocksPartition;
    private int statePartition;

    private Session(KafkaClients kafka, PublisherConfig config, ChainId chain) {
        this.chain = chain;
        this.chainText = chain.toString().getBytes(StandardCharsets.UTF_8);
        this.blocksTopic = config.topics().blocks();
        this.stateTopic = config.topics().state();
        this.producer = kafka.transactionalProducer(transactionalId(chain), maxRequestBytes(config));
    }

    /** Fences whoever has the chain's transactional id, and ends what it left open; what Kafka itself left open too. */
    static Session open(KafkaClients kafka, PublisherConfig config, ChainId chain) {
        MissingMarkers.write(kafka, config.topics(), chain);
        Session session = new Session(kafka, config, chain);
        try {
            session.producer.initTransactions();
            session.blocksPartition = session.partitionIn(session.blocksTopic);
            session.statePartition = session.partitionIn(session.stateTopic);
            return session;
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    static String transactionalId(ChainId chain) {
        return "chaintier." + chain.fileName();
    }

    static int maxRequestBytes(PublisherConfig config) {
        return config.maxRecordBytes() + RECORD_OVERHEAD_BYTES;
    }

    void begin() {
        producer.beginTransaction();
    }

    /** @return the place of the last record, once {@link #commit} has returned */
    Future<RecordMetadata> send(List<EncodedEvent> events, List<StateEntry> state) {
        List<Future<RecordMetadata>> sent = new ArrayList<>(events.size() + state.size());
        for (StateEntry entry : state) {
            sent.add(producer.send(new ProducerRecord<>(
                    stateTopic,
                    statePartition,
                    entry.recordKey().getBytes(StandardCharsets.UTF_8),
                    stateCodec.encode(entry),
                    headers(StateCodec.TYPE))));
        }
        for (EncodedEvent event : events) {
            List<Header> headers = headers(event.type());
            event.number().ifPresent(number -> headers.add(header(RecordHeaders.NUMBER, Long.toString(number))));
            sent.add(producer.send(
                    new ProducerRecord<>(blocksTopic, blocksPartition, chainText, event.value(), headers)));
        }
        return sent.get(sent.size() - 1);
    }

    /** If it throws, whether the transaction was committed is not known. */
    void commit() {
        producer.commitTransaction();
    }

    /** Gives up without a word to Kafka: whoever opens the next session ends what is left open. */
    @Override
    public void close() {
        try {
            producer.close(Duration.ZERO);
        } catch (InterruptException e) {
            LOG.debug("a producer was closed by an interrupted thread", e);
        }
    }

    private int partitionIn(String topic) {
        return ChainLog.partitionOf(chain, producer.partitionsFor(topic).size());
    }

    private List<Header> headers(String type) {
        List<Header> headers = new ArrayList<>(3);
        headers.add(new RecordHeader(RecordHeaders.CHAIN, chainText));
        headers.add(header(RecordHeaders.TYPE, type));
        return headers;
    }

    private static Header header(String name, String text) {
        return new RecordHeader(name, text.getBytes(StandardCharsets.UTF_8));
    }
}
