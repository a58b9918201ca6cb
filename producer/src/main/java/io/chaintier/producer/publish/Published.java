package io.chaintier.producer.publish;

/**
 * Where a publication is in the log.
 *
 * @param sequence  of its last event; for a publication of state alone, the version of its last entry
 * @param partition of the topic
 * @param offset    of its last record
 */
public record Published(long sequence, int partition, long offset) {}
