package io.chaintier.evm.rlp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.web3j.rlp.RlpDecoder;
import org.web3j.rlp.RlpEncoder;
import org.web3j.rlp.RlpList;
import org.web3j.rlp.RlpString;
import org.web3j.rlp.RlpType;

/** B2, B3: RLP as another implementation has it. */
class RlpWriterTest {
    private static final int TREES = 2000;
    private static final int DEEPEST = 5;

    @ParameterizedTest
    @CsvSource({
        "0, 80",
        "1, 01",
        "127, 7f",
        "128, 8180",
        "255, 81ff",
        "256, 820100",
        "9223372036854775807, 887fffffffffffffff",
        "-1, 88ffffffffffffffff"
    })
    void integersHaveNoLeadingZerosAndNoSign(long value, String encoded) {
        assertThat(hex(new RlpWriter().integer(value).toByteArray())).isEqualTo(encoded);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 54, 55, 56, 57, 255, 256, 257, 65_535, 65_536, 70_000})
    void everyLengthHasTheShortestPrefix(int length) {
        byte[] value = new byte[length];
        RlpType[] items = new RlpType[length];
        for (int i = 0; i < length; i++) {
            items[i] = RlpString.create(new byte[] {0});
        }

        assertThat(new RlpWriter().bytes(value).toByteArray()).isEqualTo(RlpEncoder.encode(RlpString.create(value)));
        assertThat(new RlpWriter()
                        .list(list -> {
                            for (byte each : value) {
                                list.bytes(new byte[] {each});
                            }
                        })
                        .toByteArray())
                .isEqualTo(RlpEncoder.encode(new RlpList(items)));
    }

    @Test
    void randomTreesAreWrittenAndReadByAnotherImplementationAlike() {
        long seed = Long.getLong("chaintier.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < TREES; i++) {
            RlpType tree = tree(random, DEEPEST);
            RlpWriter out = new RlpWriter();

            write(out, tree);

            assertThat(out.toByteArray()).as("seed %d, tree %d", seed, i).isEqualTo(RlpEncoder.encode(tree));
            RlpType read = RlpDecoder.decode(out.toByteArray()).getValues().get(0);
            assertThat(RlpEncoder.encode(read)).as("seed %d, tree %d", seed, i).isEqualTo(out.toByteArray());
        }
    }

    private static void write(RlpWriter out, RlpType item) {
        if (item instanceof RlpList list) {
            out.list(inner -> list.getValues().forEach(each -> write(inner, each)));
        } else {
            out.bytes(((RlpString) item).getBytes());
        }
    }

    private static RlpType tree(Random random, int deepest) {
        if (deepest == 0 || random.nextInt(3) > 0) {
            byte[] value = new byte[random.nextInt(4) == 0 ? random.nextInt(400) : random.nextInt(4)];
            random.nextBytes(value);
            return RlpString.create(value);
        }
        List<RlpType> items = new ArrayList<>();
        for (int i = random.nextInt(8); i > 0; i--) {
            items.add(tree(random, deepest - 1));
        }
        return new RlpList(items);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
