package io.chaintier.event;

import java.util.Arrays;
import java.util.HexFormat;

/** Hash of a block or transaction: 1 to 64 bytes, 32 on Ethereum. Immutable, equal by content. */
public final class Hash implements Comparable<Hash> {
    private static final int MAX_BYTES = 64;

    private final byte[] bytes;

    private Hash(byte[] bytes) {
        if (bytes.length == 0 || bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException("a hash has 1 to 64 bytes, not " + bytes.length);
        }
        this.bytes = bytes;
    }

    /** Wraps without copying: the caller must not write to the array afterwards. */
    public static Hash of(byte[] bytes) {
        return new Hash(bytes);
    }

    /**
     * @param hex {@code 0x} and an even number of hexadecimal digits
     * @throws IllegalArgumentException if the text has another shape
     */
    public static Hash parse(String hex) {
        if (!hex.startsWith("0x")) {
            throw new IllegalArgumentException("expected 0x and hexadecimal digits, but got \"" + hex + "\"");
        }
        return new Hash(HexFormat.of().parseHex(hex, 2, hex.length()));
    }

    /** The bytes themselves, for reading only. */
    public byte[] array() {
        return bytes;
    }

    @Override
    public int compareTo(Hash other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hash that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** {@code 0x} and lowercase hexadecimal digits. */
    @Override
    public String toString() {
        return "0x" + HexFormat.of().formatHex(bytes);
    }
}
