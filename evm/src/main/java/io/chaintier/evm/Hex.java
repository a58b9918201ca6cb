package io.chaintier.evm;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/** Hexadecimal digits to numbers and bytes. */
final class Hex {
    private static final int UPPERCASE = 0x10;
    private static final int VALUE = 0x0f;
    private static final int PREFIX = 2;

    /** By ASCII code: the digit's value, marked with {@link #UPPERCASE} for A to F; -1 where it is none. */
    private static final byte[] DIGITS = new byte[128];

    static {
        Arrays.fill(DIGITS, (byte) -1);
        for (int value = 0; value < 16; value++) {
            char lowercase = Character.forDigit(value, 16);
            DIGITS[Character.toUpperCase(lowercase)] = (byte) (value | UPPERCASE);
            DIGITS[lowercase] = (byte) value;
        }
    }

    private Hex() {}

    /**
     * @param length expected number of bytes, or -1 for any
     * @return a {@code ByteBuffer} over an array of its own
     */
    static Parsed data(JsonNode json, int length, String expected) {
        String text = digits(json, expected);
        int bytes = (text.length() - PREFIX) / 2;
        if (text.length() % 2 != 0 || (length >= 0 && bytes != length)) {
            throw MalformedChainDataException.of(json, expected);
        }
        byte[] decoded = new byte[bytes];
        int seen = 0;
        for (int i = 0, at = PREFIX; i < bytes; i++, at += 2) {
            int high = digit(text.charAt(at));
            int low = digit(text.charAt(at + 1));
            seen |= high | low;
            decoded[i] = (byte) ((high & VALUE) << 4 | low & VALUE);
        }
        return new Parsed(ByteBuffer.wrap(decoded), isLowercase(json, seen, expected));
    }

    /** @return a {@code ByteBuffer} over the number's big-endian bytes without leading zeros: none for 0 */
    static Parsed quantity(JsonNode json, int maxBytes, String expected) {
        String text = digits(json, expected);
        int end = text.length();
        int first = PREFIX;
        while (first < end - 1 && text.charAt(first) == '0') {
            first++;
        }
        boolean padded = first > PREFIX;
        if (end == PREFIX) {
            throw MalformedChainDataException.of(json, expected);
        }
        if (text.charAt(first) == '0') {
            first++;
        }
        if (end - first > 2 * maxBytes) {
            throw MalformedChainDataException.of(json, expected);
        }
        byte[] decoded = new byte[(end - first + 1) / 2];
        int seen = 0;
        for (int i = decoded.length - 1, at = end - 1; i >= 0; i--, at -= 2) {
            int low = digit(text.charAt(at));
            int high = at > first ? digit(text.charAt(at - 1)) : 0;
            seen |= high | low;
            decoded[i] = (byte) ((high & VALUE) << 4 | low & VALUE);
        }
        return new Parsed(ByteBuffer.wrap(decoded), isLowercase(json, seen, expected) && !padded);
    }

    /** For people: a {@code Long} as a quantity, a {@code ByteBuffer} as data. */
    static String text(Object value) {
        return value instanceof ByteBuffer bytes
                ? "0x" + HexFormat.of().formatHex(bytes.array())
                : "0x" + Long.toHexString((Long) value);
    }

    private static String digits(JsonNode json, String expected) {
        String text = json.isTextual() ? json.textValue() : "";
        if (!text.startsWith("0x")) {
            throw MalformedChainDataException.of(json, expected);
        }
        return text;
    }

    private static int digit(char character) {
        return character < DIGITS.length ? DIGITS[character] : -1;
    }

    private static boolean isLowercase(JsonNode json, int seen, String expected) {
        if (seen < 0) {
            throw MalformedChainDataException.of(json, expected);
        }
        return (seen & UPPERCASE) == 0;
    }
}
