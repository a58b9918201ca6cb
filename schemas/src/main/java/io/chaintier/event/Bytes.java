package io.chaintier.event;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * Bytes that the pipeline moves without looking inside, with equality by content. The array is not copied: who
 * wraps or takes it must not write to it afterwards.
 */
public final class Bytes {
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private static final int SHOWN_BYTES = 32;

    private final byte[] array;

    private Bytes(byte[] array) {
        this.array = requireNonNull(array, "array");
    }

    public static Bytes of(byte[] array) {
        return new Bytes(array);
    }

    /** The bytes themselves, for reading only. */
    public byte[] array() {
        return array;
    }

    public int size() {
        return array.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(array, that.array);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(array);
    }

    /** Hexadecimal digits, cut after 32 bytes. */
    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return array.length <= SHOWN_BYTES
                ? "0x" + hex.formatHex(array)
                : "0x" + hex.formatHex(array, 0, SHOWN_BYTES) + "... (" + array.length + " bytes)";
    }
}
