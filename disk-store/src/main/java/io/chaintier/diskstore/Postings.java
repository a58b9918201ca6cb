package io.chaintier.diskstore;

import java.nio.ByteBuffer;
import java.util.BitSet;

/**
 * Places of receipts in a block as one cell of the log index: ascending, each as its distance from the place before it
 * (the first from -1), 7 bits a byte, low ones first, high bit set where more follow.
 */
final class Postings {
    private static final int MAX_BYTES_EACH = 5;

    private Postings() {}

    static ByteBuffer pack(BitSet places) {
        ByteBuffer packed = ByteBuffer.allocate(MAX_BYTES_EACH * places.cardinality());
        int before = -1;
        for (int place = places.nextSetBit(0); place >= 0; place = places.nextSetBit(place + 1)) {
            int rest = place - before;
            while (rest > 0x7f) {
                packed.put((byte) (rest | 0x80));
                rest >>>= 7;
            }
            packed.put((byte) rest);
            before = place;
        }
        return packed.flip();
    }

    static BitSet unpack(ByteBuffer packed) {
        BitSet places = new BitSet();
        ByteBuffer rest = packed.duplicate();
        int place = -1;
        int shift = 0;
        int distance = 0;
        while (rest.hasRemaining()) {
            int next = rest.get();
            distance |= (next & 0x7f) << shift;
            shift += 7;
            if (next >= 0) {
                place += distance;
                places.set(place);
                shift = 0;
                distance = 0;
            }
        }
        return places;
    }
}
