package io.chaintier.evm;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;

/** The forms of single values. */
final class Forms {
    static final Form HASH = new Data(32);
    static final Form ADDRESS = new Data(20);
    static final Form HEADER_NONCE = new Data(8);
    static final Form BLOOM = new Bloom(new Data(256));
    static final Form DATA = new Data(Data.ANY_LENGTH);
    static final Form QUANTITY = new Quantity();
    static final Form SHORT_QUANTITY = new ShortQuantity();
    static final Form FLAG = new Flag();

    private Forms() {}

    /** Bytes, two digits each, held as they are. */
    private record Data(int length, String expected) implements Form {
        static final int ANY_LENGTH = -1;

        Data(int length) {
            this(
                    length,
                    length == ANY_LENGTH
                            ? "0x and an even number of hexadecimal digits"
                            : length + " bytes: 0x and " + 2 * length + " hexadecimal digits");
        }

        @Override
        public Parsed parse(JsonNode json) {
            return Hex.data(json, length, expected);
        }

        @Override
        public void write(HexWriter out, Object value) throws IOException {
            out.data((ByteBuffer) value);
        }
    }

    /** A number of up to 256 bits, held as its big-endian bytes without leading zeros. */
    private record Quantity() implements Form {
        private static final int MAX_BYTES = 32;
        private static final String EXPECTED = "a number of up to 256 bits as 0x and hexadecimal digits";

        @Override
        public Parsed parse(JsonNode json) {
            return number(json, MAX_BYTES, EXPECTED);
        }

        @Override
        public void write(HexWriter out, Object value) throws IOException {
            out.quantity((ByteBuffer) value);
        }
    }

    /** A number of up to 64 bits, held as a {@code Long}; from 2^63 on it is valid, but not canonical. */
    private record ShortQuantity() implements Form {
        private static final String EXPECTED = "a number of up to 64 bits as 0x and hexadecimal digits";

        @Override
        public Parsed parse(JsonNode json) {
            Parsed parsed = number(json, Long.BYTES, EXPECTED);
            ByteBuffer bytes = (ByteBuffer) parsed.value();
            long value = 0;
            while (bytes.hasRemaining()) {
                value = value << Byte.SIZE | bytes.get() & 0xff;
            }
            return new Parsed(value, parsed.canonical() && value >= 0);
        }

        @Override
        public void write(HexWriter out, Object value) throws IOException {
            out.quantity((Long) value);
        }
    }

    /** {@code true} or {@code false}. */
    private record Flag() implements Form {
        @Override
        public Parsed parse(JsonNode json) {
            if (!json.isBoolean()) {
                throw MalformedChainDataException.of(json, "true or false");
            }
            return new Parsed(json.booleanValue(), true);
        }

        @Override
        public void write(HexWriter out, Object value) throws IOException {
            out.json().writeBoolean((Boolean) value);
        }
    }

    /** Also takes a plain JSON number, which some nodes give: valid, but not canonical. */
    private static Parsed number(JsonNode json, int maxBytes, String expected) {
        if (!json.isIntegralNumber()) {
            return Hex.quantity(json, maxBytes, expected);
        }
        BigInteger number = json.bigIntegerValue();
        if (number.signum() < 0 || number.bitLength() > maxBytes * Byte.SIZE) {
            throw MalformedChainDataException.of(json, expected);
        }
        byte[] bytes = number.toByteArray();
        int sign = bytes[0] == 0 ? 1 : 0;
        return new Parsed(ByteBuffer.wrap(bytes, sign, bytes.length - sign).slice(), false);
    }
}
