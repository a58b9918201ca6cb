package io.chaintier.topics;

import java.io.IOException;
import java.util.List;
import org.apache.kafka.clients.ApiVersions;
import org.apache.kafka.clients.ClientRequest;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.clients.DefaultHostResolver;
import org.apache.kafka.clients.KafkaClient;
import org.apache.kafka.clients.ManualMetadataUpdater;
import org.apache.kafka.clients.NetworkClient;
import org.apache.kafka.clients.NetworkClientUtils;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.TransactionResult;
import org.apache.kafka.common.requests.WriteTxnMarkersRequest;
import org.apache.kafka.common.requests.WriteTxnMarkersRequest.TxnMarkerEntry;
import org.apache.kafka.common.requests.WriteTxnMarkersResponse;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.Time;

/**
 * The request with which a transaction coordinator ends a transaction in a partition. Kafka's admin client sends it
 * too, but only to abort; so this speaks it with the parts that Kafka's clients are made of.
 */
final class MarkerRequest {
    private static final int TIMEOUT_MS = 10_000;
    /** In which every transaction has an epoch of its own: the broker refuses a marker for any other than the last. */
    private static final short TRANSACTION_VERSION = 2;

    private final AdminClientConfig config;
    private final Node leader;
    private final Time time = Time.SYSTEM;

    /** @param leader of the partition */
    MarkerRequest(AdminClientConfig config, Node leader) {
        this.config = config;
        this.leader = leader;
    }

    /** @throws org.apache.kafka.common.KafkaException if the broker refused, or did not answer */
    void send(TransactionMarker marker) {
        try (Metrics metrics = new Metrics(time);
                KafkaClient client = client(metrics)) {
            if (!NetworkClientUtils.awaitReady(client, leader, time, TIMEOUT_MS)) {
                throw new TimeoutException("broker " + leader + " did not answer within " + TIMEOUT_MS + " ms");
            }
            ClientRequest request = client.newClientRequest(
                    leader.idString(),
                    new WriteTxnMarkersRequest.Builder(List.of(entry(marker))),
                    time.milliseconds(),
                    true);
            WriteTxnMarkersResponse response = (WriteTxnMarkersResponse)
                    NetworkClientUtils.sendAndReceive(client, request, time).responseBody();
            Errors error =
                    response.errorsByProducerId().get(marker.producerId()).get(marker.partition());
            if (error != Errors.NONE) {
                throw error.exception(
                        "Kafka refused the marker that ends a transaction (" + marker + "): " + error.message());
            }
        } catch (IOException e) {
            throw new NetworkException("broker " + leader + " could not be asked to end a transaction", e);
        }
    }

    private NetworkClient client(Metrics metrics) {
        return ClientUtils.createNetworkClient(
                config,
                config.getString(AdminClientConfig.CLIENT_ID_CONFIG),
                metrics,
                "transaction-marker",
                new LogContext(),
                new ApiVersions(),
                time,
                1,
                TIMEOUT_MS,
                null,
                new ManualMetadataUpdater(List.of(leader)),
                new DefaultHostResolver(),
                null,
                null);
    }

    private static TxnMarkerEntry entry(TransactionMarker marker) {
        return new TxnMarkerEntry(
                marker.producerId(),
                marker.producerEpoch(),
                marker.coordinatorEpoch(),
                marker.committed() ? TransactionResult.COMMIT : TransactionResult.ABORT,
                List.of(marker.partition()),
                TRANSACTION_VERSION);
    }
}
