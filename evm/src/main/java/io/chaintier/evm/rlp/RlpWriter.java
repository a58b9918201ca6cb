package io.chaintier.evm.rlp;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Writes Recursive Length Prefix, Ethereum's encoding of nested lists of byte strings. Only canonical encodings come
 * out: the shortest prefix, integers without leading zeros. One thread only.
 */
public final class RlpWriter {
    private static final int STRING = 0x80;
    private static final int LIST = 0xc0;
    private static final int LONGEST_SHORT = 55;
    private static final int FIRST_CAPACITY = 512;

    private byte[] buffer = new byte[FIRST_CAPACITY];
    private int length;

    /** A string of bytes as they are. */
    public RlpWriter bytes(byte[] value) {
        return bytes(ByteBuffer.wrap(value));
    }

    /** @param value from its position to its limit; neither moves */
    public RlpWriter bytes(ByteBuffer value) {
        int size = value.remaining();
        if (size == 1 && (value.get(value.position()) & 0xff) < STRING) {
            return raw(value);
        }
        prefix(STRING, size);
        return raw(value);
    }

    /** @param value unsigned */
    public RlpWriter integer(long value) {
        int size = (Long.SIZE - Long.numberOfLeadingZeros(value) + Byte.SIZE - 1) / Byte.SIZE;
        byte[] digits = new byte[size];
        for (int i = 0; i < size; i++) {
            digits[size - 1 - i] = (byte) (value >>> i * Byte.SIZE);
        }
        return bytes(digits);
    }

    /** A list of what {@code content} writes. */
    public RlpWriter list(Consumer<RlpWriter> content) {
        int start = length;
        content.accept(this);
        int size = length - start;
        // The prefix depends on the size: written behind the content, then brought before it.
        prefix(LIST, size);
        byte[] prefix = Arrays.copyOfRange(buffer, start + size, length);
        System.arraycopy(buffer, start, buffer, start + prefix.length, size);
        System.arraycopy(prefix, 0, buffer, start, prefix.length);
        return this;
    }

    /** An item that is encoded already. */
    public RlpWriter encoded(byte[] item) {
        return raw(ByteBuffer.wrap(item));
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(buffer, length);
    }

    private void prefix(int kind, int size) {
        if (size <= LONGEST_SHORT) {
            put(kind + size);
            return;
        }
        int digits = Integer.BYTES - Integer.numberOfLeadingZeros(size) / Byte.SIZE;
        put(kind + LONGEST_SHORT + digits);
        for (int i = digits - 1; i >= 0; i--) {
            put(size >>> i * Byte.SIZE);
        }
    }

    private void put(int value) {
        reserve(1);
        buffer[length++] = (byte) value;
    }

    private RlpWriter raw(ByteBuffer value) {
        int size = value.remaining();
        reserve(size);
        value.get(value.position(), buffer, length, size);
        length += size;
        return this;
    }

    private void reserve(int more) {
        int needed = Math.addExact(length, more);
        if (needed > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(needed, 2 * buffer.length));
        }
    }
}
