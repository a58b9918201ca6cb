package io.chaintier.evm;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Writes numbers and bytes in their canonical hexadecimal spelling. One thread only. */
final class HexWriter {
    private static final char[] DIGITS = "0123456789abcdef".toCharArray();
    private static final int PREFIX = 2;

    private final JsonGenerator json;
    private char[] buffer = prefixed(PREFIX + 2 * 256);

    HexWriter(JsonGenerator json) {
        this.json = json;
    }

    JsonGenerator json() {
        return json;
    }

    /** Two digits for each byte. */
    void data(ByteBuffer bytes) throws IOException {
        int end = digits(bytes);
        json.writeString(buffer, 0, end);
    }

    /** No leading zeros; {@code 0x0} for no bytes. */
    void quantity(ByteBuffer bytes) throws IOException {
        int end = digits(bytes);
        if (end == PREFIX) {
            json.writeString("0x0");
            return;
        }
        // The first byte is never 0, so at most one digit goes; "0x" moves up by one over it and back afterwards.
        if (buffer[PREFIX] == '0') {
            buffer[1] = '0';
            buffer[PREFIX] = 'x';
            json.writeString(buffer, 1, end - 1);
            buffer[1] = 'x';
        } else {
            json.writeString(buffer, 0, end);
        }
    }

    /** @param value 0 or more */
    void quantity(long value) throws IOException {
        int digits = Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(value) + 3) / 4);
        long rest = value;
        for (int at = PREFIX + digits - 1; at >= PREFIX; at--) {
            buffer[at] = DIGITS[(int) (rest & 0xf)];
            rest >>>= 4;
        }
        json.writeString(buffer, 0, PREFIX + digits);
    }

    private int digits(ByteBuffer bytes) {
        int end = PREFIX + 2 * bytes.remaining();
        if (buffer.length < end) {
            buffer = prefixed(end);
        }
        for (int from = bytes.position(), at = PREFIX; at < end; from++, at += 2) {
            int value = bytes.get(from);
            buffer[at] = DIGITS[value >> 4 & 0xf];
            buffer[at + 1] = DIGITS[value & 0xf];
        }
        return end;
    }

    private static char[] prefixed(int length) {
        char[] buffer = new char[length];
        buffer[0] = '0';
        buffer[1] = 'x';
        return buffer;
    }
}
