package io.chaintier.diskstore;

import io.chaintier.event.Bytes;
import io.chaintier.store.TermFingerprint;

/** What a posting of the log index is found by. */
record LogTerm(int shard, long fingerprint) {
    /** Any log at all. */
    static final LogTerm ANY = new LogTerm(LogPartitions.WITH_LOGS, 0);

    /** Receipts that were not known. */
    static final LogTerm UNKNOWN = new LogTerm(LogPartitions.WITHOUT_RECEIPTS, 0);

    static LogTerm of(Bytes term) {
        long fingerprint = TermFingerprint.of(term);
        return new LogTerm(LogPartitions.shardOf(fingerprint), fingerprint);
    }
}
