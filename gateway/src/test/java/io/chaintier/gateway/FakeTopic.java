package io.chaintier.gateway;

import io.chaintier.event.ChainEvent;
import io.chaintier.event.wire.EventEncoder;
import io.chaintier.gateway.Gateway.EventLog;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;

/** The event log for a gateway without Kafka. */
public final class FakeTopic {
    private static final String NAME = "chain.blocks";
    private static final TopicPartition PARTITION = new TopicPartition(NAME, 0);

    private static final long NAP_NANOS = Duration.ofMillis(2).toNanos();

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none") {
        /** The real one waits where there is nothing to read. */
        @Override
        public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            ConsumerRecords<byte[], byte[]> records = super.poll(timeout);
            if (records.isEmpty()) {
                LockSupport.parkNanos(Math.min(timeout.toNanos(), NAP_NANOS));
            }
            return records;
        }
    };
    private final EventEncoder encoder = new EventEncoder(1 << 20);
    private long offset;

    public FakeTopic() {
        Node node = new Node(0, "127.0.0.1", 1);
        Node[] nodes = {node};
        consumer.updatePartitions(NAME, List.of(new PartitionInfo(NAME, 0, node, nodes, nodes)));
        consumer.updateEndOffsets(Map.of(PARTITION, 0L));
    }

    EventLog log() {
        return new EventLog(() -> consumer, NAME);
    }

    /** Publishes once the gateway listens. */
    public void says(List<ChainEvent> events) {
        Awaitility.await().until(() -> !consumer.assignment().isEmpty());
        events.forEach(event -> encoder.encode(event.envelope(), event.payload())
                .forEach(record ->
                        consumer.addRecord(new ConsumerRecord<>(NAME, 0, offset++, new byte[0], record.value()))));
    }
}
