package io.chaintier.producer.testing;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.ApiVersions;
import org.apache.kafka.clients.ClientRequest;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.clients.DefaultHostResolver;
import org.apache.kafka.clients.KafkaClient;
import org.apache.kafka.clients.ManualMetadataUpdater;
import org.apache.kafka.clients.NetworkClientUtils;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceDataCollection;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.requests.ProduceResponse;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.Time;

/**
 * Writes one record of a transaction into a partition that the transaction's coordinator knows nothing of. The broker
 * must have {@code transaction.partition.verification.enable=false}.
 */
public final class RawProduce {
    private RawProduce() {}

    public static void send(
            InetSocketAddress broker,
            TopicPartition partition,
            String transactionalId,
            long producerId,
            int producerEpoch,
            SimpleRecord record)
            throws Exception {
        Node node = new Node(1, broker.getAddress().getHostAddress(), broker.getPort());
        AdminClientConfig config = new AdminClientConfig(
                Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, node.host() + ":" + node.port()));
        Time time = Time.SYSTEM;
        try (Metrics metrics = new Metrics(time);
                KafkaClient client = ClientUtils.createNetworkClient(
                        config,
                        "raw",
                        metrics,
                        "raw",
                        new LogContext(),
                        new ApiVersions(),
                        time,
                        1,
                        10_000,
                        null,
                        new ManualMetadataUpdater(List.of(node)),
                        new DefaultHostResolver(),
                        null,
                        null)) {
            NetworkClientUtils.awaitReady(client, node, time, 10_000);
            ClientRequest request = client.newClientRequest(
                    node.idString(),
                    ProduceRequest.builder(data(partition, transactionalId, producerId, producerEpoch, record), true),
                    time.milliseconds(),
                    true);
            ProduceResponse response = (ProduceResponse)
                    NetworkClientUtils.sendAndReceive(client, request, time).responseBody();
            short error = response.data()
                    .responses()
                    .iterator()
                    .next()
                    .partitionResponses()
                    .get(0)
                    .errorCode();
            Errors.forCode(error).maybeThrow();
        }
    }

    private static ProduceRequestData data(
            TopicPartition partition, String transactionalId, long producerId, int producerEpoch, SimpleRecord record) {
        MemoryRecords records =
                MemoryRecords.withTransactionalRecords(Compression.NONE, producerId, (short) producerEpoch, 0, record);
        TopicProduceData topic = new TopicProduceData()
                .setName(partition.topic())
                .setPartitionData(List.of(new PartitionProduceData()
                        .setIndex(partition.partition())
                        .setRecords(records)));
        return new ProduceRequestData()
                .setTransactionalId(transactionalId)
                .setAcks((short) -1)
                .setTimeoutMs(10_000)
                .setTopicData(new TopicProduceDataCollection(List.of(topic).iterator()));
    }
}
