package io.chaintier.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormsTest {
    private static final int TRIES = 20_000;
    private static final long SEED = 20260101;

    private final Random random = new Random(SEED);

    @Test
    void dataOfAnyLengthIsReadAndWrittenWithoutLoss() throws IOException {
        for (int i = 0; i < TRIES; i++) {
            byte[] bytes = new byte[random.nextInt(100)];
            random.nextBytes(bytes);
            String text = "0x" + HexFormat.of().formatHex(bytes);

            Parsed parsed = Forms.DATA.parse(json(text));

            assertThat(parsed).as(text).isEqualTo(new Parsed(ByteBuffer.wrap(bytes), true));
            assertThat(written(Forms.DATA, parsed.value())).isEqualTo(text);
        }
    }

    @Test
    void quantitiesUpTo256BitsAreReadAndWrittenWithoutLoss() throws IOException {
        for (int i = 0; i < TRIES; i++) {
            BigInteger number = new BigInteger(random.nextInt(257), random);
            String text = "0x" + number.toString(16);

            Parsed parsed = Forms.QUANTITY.parse(json(text));

            byte[] bytes = ((ByteBuffer) parsed.value()).array();
            assertThat(new BigInteger(1, bytes)).as(text).isEqualTo(number);
            assertThat(bytes.length).as("bytes of %s", text).isEqualTo((number.bitLength() + 7) / 8);
            assertThat(parsed.canonical()).isTrue();
            assertThat(written(Forms.QUANTITY, parsed.value())).isEqualTo(text);
        }
    }

    @Test
    void shortQuantitiesUpTo63BitsAreReadAndWrittenWithoutLoss() throws IOException {
        for (int i = 0; i < TRIES; i++) {
            long number = random.nextLong() >>> 1 + random.nextInt(63);
            String text = "0x" + Long.toHexString(number);

            Parsed parsed = Forms.SHORT_QUANTITY.parse(json(text));

            assertThat(parsed).as(text).isEqualTo(new Parsed(number, true));
            assertThat(written(Forms.SHORT_QUANTITY, number)).isEqualTo(text);
        }
    }

    @Test
    void anotherSpellingOfAQuantityIsTheSameNumberButNotCanonical() {
        for (int i = 0; i < TRIES; i++) {
            BigInteger number = new BigInteger(random.nextInt(63), random);
            String padded = "0x" + "0".repeat(1 + random.nextInt(80)) + number.toString(16);

            Parsed expected = Forms.QUANTITY.parse(json("0x" + number.toString(16)));

            Parsed canonicalNoMore = new Parsed(expected.value(), false);
            assertThat(Forms.QUANTITY.parse(json(padded))).as(padded).isEqualTo(canonicalNoMore);
            assertThat(Forms.QUANTITY.parse(JsonNodeFactory.instance.numberNode(number)))
                    .as("%s", number)
                    .isEqualTo(canonicalNoMore);
            assertThat(Forms.SHORT_QUANTITY.parse(json(padded)))
                    .as(padded)
                    .isEqualTo(new Parsed(number.longValue(), false));
        }
    }

    @Test
    void uppercaseDigitsAreTheSameBytesButNotCanonical() {
        for (int i = 0; i < TRIES; i++) {
            byte[] bytes = new byte[20];
            random.nextBytes(bytes);
            String lowercase = HexFormat.of().formatHex(bytes);
            String uppercase = lowercase.toUpperCase(Locale.ROOT);

            Parsed parsed = Forms.ADDRESS.parse(json("0x" + uppercase));

            assertThat(parsed).as(uppercase).isEqualTo(new Parsed(ByteBuffer.wrap(bytes), uppercase.equals(lowercase)));
        }
    }

    @Test
    void bloomFiltersOfAnyDensityAreReadAndWrittenWithoutLoss() throws IOException {
        for (int i = 0; i < 2_000; i++) {
            byte[] bits = new byte[256];
            int tries = random.nextInt(300);
            for (int bit = 0; bit < tries; bit++) {
                int position = random.nextInt(2048);
                bits[position / 8] |= (byte) (0x80 >> position % 8);
            }
            String text = "0x" + HexFormat.of().formatHex(bits);

            Parsed parsed = Forms.BLOOM.parse(json(text));

            int set = new BigInteger(1, bits).bitCount();
            assertThat(((ByteBuffer) parsed.value()).remaining())
                    .as("bytes held for %d bits", set)
                    .isEqualTo(Math.min(2 * set, 256));
            assertThat(parsed.canonical()).isTrue();
            assertThat(written(Forms.BLOOM, parsed.value())).isEqualTo(text);
        }
    }

    @Test
    void from2To63OnAShortQuantityIsValidButNotCanonical() {
        assertThat(Forms.SHORT_QUANTITY.parse(json("0x7fffffffffffffff"))).isEqualTo(new Parsed(Long.MAX_VALUE, true));
        assertThat(Forms.SHORT_QUANTITY.parse(json("0x8000000000000000")).canonical())
                .isFalse();
        assertThat(Forms.SHORT_QUANTITY.parse(json("0xffffffffffffffff")).canonical())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "0", "x0", "0x", "0X1", "1", "-0x1", "0x-1", "0xg", "0x 1", "0x1 ", "0x\u0661", "0x1\uff11"})
    void textThatIsNoQuantityIsRefused(String text) {
        assertThatThrownBy(() -> Forms.QUANTITY.parse(json(text))).isInstanceOf(MalformedChainDataException.class);
        assertThatThrownBy(() -> Forms.SHORT_QUANTITY.parse(json(text)))
                .isInstanceOf(MalformedChainDataException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "00", "0x0", "0x000", "0Xab", "0xag", "0xga", "0x\u0661\u0661", "ab"})
    void textThatIsNoDataIsRefused(String text) {
        assertThatThrownBy(() -> Forms.DATA.parse(json(text))).isInstanceOf(MalformedChainDataException.class);
    }

    private static JsonNode json(String text) {
        return JsonNodeFactory.instance.textNode(text);
    }

    /** What the form writes, without the quotes around it. */
    private static String written(Form form, Object value) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = EvmJson.mapper().createGenerator(text)) {
            form.write(new HexWriter(out), value);
        }
        return text.toString().replace("\"", "");
    }
}
