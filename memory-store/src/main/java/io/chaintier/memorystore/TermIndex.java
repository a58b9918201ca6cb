package io.chaintier.memorystore;

import io.chaintier.event.Bytes;
import io.chaintier.event.Receipt;
import io.chaintier.store.TermFingerprint;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a block's receipts can be searched by: for each term of each receipt 4 bytes of its fingerprint and the place. */
final class TermIndex {
    private static final int PLACE_BITS = 16;
    private static final int RECORD_BYTES = 6;

    private TermIndex() {}

    /** Sorted; empty where there are more receipts than places can be named. */
    static Optional<byte[]> of(List<Receipt> receipts) {
        if (receipts.size() > 1 << PLACE_BITS) {
            return Optional.empty();
        }
        long[] records = new long
                [receipts.stream().mapToInt(receipt -> receipt.terms().size()).sum()];
        int count = 0;
        for (int place = 0; place < receipts.size(); place++) {
            for (Bytes term : receipts.get(place).terms()) {
                records[count++] = Integer.toUnsignedLong(fingerprint(term)) << PLACE_BITS | place;
            }
        }
        Arrays.sort(records);
        ByteBuffer index = ByteBuffer.allocate(RECORD_BYTES * count);
        for (long record : records) {
            index.putInt((int) (record >>> PLACE_BITS)).putShort((short) record);
        }
        return Optional.of(index.array());
    }

    /** Fingerprints of some terms. */
    static byte[] fingerprints(Set<Bytes> terms) {
        ByteBuffer fingerprints = ByteBuffer.allocate(Integer.BYTES * terms.size());
        terms.forEach(term -> fingerprints.putInt(fingerprint(term)));
        return fingerprints.array();
    }

    private static int fingerprint(Bytes term) {
        return (int) (TermFingerprint.of(term) >>> Integer.SIZE);
    }
}
