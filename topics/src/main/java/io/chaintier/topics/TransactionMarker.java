package io.chaintier.topics;

import static java.util.Objects.requireNonNull;

import org.apache.kafka.common.TopicPartition;

/**
 * What ends a transaction in one partition.
 *
 * @param producerId       whose transaction it is
 * @param producerEpoch    of the marker: one above that of the transaction's records, so that nothing can be added to them
 * @param coordinatorEpoch not below that of the producer's last marker in the partition
 * @param committed        whether its records become visible; otherwise they are passed over
 */
public record TransactionMarker(
        TopicPartition partition, long producerId, short producerEpoch, int coordinatorEpoch, boolean committed) {
    public TransactionMarker {
        requireNonNull(partition, "partition");
    }

    /** For people. */
    @Override
    public String toString() {
        return (committed ? "commit" : "abort") + " of producer " + producerId + ", epoch " + producerEpoch + ", in "
                + partition;
    }
}
