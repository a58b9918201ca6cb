package io.chaintier.sinkruntime;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record and which stretch of its partition is dealt with by it: also the offsets before it that hold no record for us
 * (transaction markers, aborted or compacted records).
 *
 * @param from position that the reader had come to before it, at most the record's offset
 */
record TakenRecord(ConsumerRecord<byte[], byte[]> record, long from) {
    /** Position behind it. */
    long to() {
        return record.offset() + 1;
    }
}
