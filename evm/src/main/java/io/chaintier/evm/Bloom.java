package io.chaintier.evm;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Bloom filter of 2048 bits. Nearly all bits of most filters are 0, so the positions of the others are held: ascending,
 * two bytes each, 0 being the highest bit of the first byte. Where that would not be shorter, the 256 bytes themselves.
 *
 * @param plain the form of the 256 bytes
 */
record Bloom(Form plain) implements Form {
    private static final int BYTES = 256;

    @Override
    public Parsed parse(JsonNode json) {
        Parsed parsed = plain.parse(json);
        ByteBuffer bits = (ByteBuffer) parsed.value();
        int set = 0;
        for (int at = 0; at < BYTES; at += Long.BYTES) {
            set += Long.bitCount(bits.getLong(at));
        }
        if (set * Short.BYTES >= BYTES) {
            return parsed;
        }
        ByteBuffer positions = ByteBuffer.allocate(set * Short.BYTES);
        for (int at = 0; at < BYTES; at += Long.BYTES) {
            for (long left = bits.getLong(at);
                    left != 0;
                    left &= ~(Long.MIN_VALUE >>> Long.numberOfLeadingZeros(left))) {
                positions.putShort((short) (at * Byte.SIZE + Long.numberOfLeadingZeros(left)));
            }
        }
        return new Parsed(positions.flip(), parsed.canonical());
    }

    @Override
    public void write(HexWriter out, Object value) throws IOException {
        plain.write(out, bytes((ByteBuffer) value));
    }

    /** The 256 bytes of a filter that is held. */
    static ByteBuffer bytes(ByteBuffer held) {
        if (held.remaining() == BYTES) {
            return held;
        }
        byte[] bits = new byte[BYTES];
        for (int at = held.position(); at < held.limit(); at += Short.BYTES) {
            int position = held.getShort(at);
            bits[position / Byte.SIZE] |= (byte) (0x80 >> position % Byte.SIZE);
        }
        return ByteBuffer.wrap(bits);
    }
}
