package io.chaintier.store;

import io.chaintier.event.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A term of a receipt as stores index it: 64 well-mixed bits in place of 20 or 32 bytes. Two terms with the same bits are
 * found in place of one another, which a search may do (see {@link ChainReader#logs}). Part of the layout of stores: it
 * must never change.
 */
public final class TermFingerprint {
    private static final long MULTIPLIER = 0x9fb21c651e98df25L;

    private TermFingerprint() {}

    public static long of(Bytes term) {
        ByteBuffer rest = ByteBuffer.wrap(term.array()).order(ByteOrder.LITTLE_ENDIAN);
        long mixed = term.size() * MULTIPLIER;
        while (rest.remaining() >= Long.BYTES) {
            mixed = mix(mixed ^ rest.getLong());
        }
        long tail = 0;
        while (rest.hasRemaining()) {
            tail = tail << Byte.SIZE | rest.get() & 0xff;
        }
        return mix(mix(mixed ^ tail));
    }

    /** One to one on 64 bits: multiplications and shifts, so that every bit reaches every other. */
    private static long mix(long bits) {
        long mixed = bits ^ Long.rotateRight(bits, 25) ^ Long.rotateRight(bits, 50);
        mixed *= 0xa24baed4963ee407L;
        mixed ^= mixed >>> 24 ^ mixed >>> 49;
        mixed *= MULTIPLIER;
        return mixed ^ mixed >>> 28;
    }
}
