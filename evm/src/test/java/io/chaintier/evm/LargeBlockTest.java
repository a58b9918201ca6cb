package io.chaintier.evm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LargeBlockTest {
    private static final int MIB = 1 << 20;
    private static final long SEED = 7;

    private final Random random = new Random(SEED);

    @Test
    void aBlockOf25MbOfJsonWithLogsOfHundredsOfKilobytesComesBack() throws IOException {
        Sample sample = new Sample();
        sample.transaction(0).put("input", hex(MIB));
        sample.log(1, 0).put("data", hex(375_000));
        ArrayNode logs = (ArrayNode) sample.receipt(2).get("logs");
        for (int i = 0; i < 10_041; i++) {
            ObjectNode log = sample.log(1, 1).deepCopy();
            log.set("transactionHash", sample.transaction(2).get("hash"));
            log.put("transactionIndex", "0x2")
                    .put("logIndex", "0x" + Integer.toHexString(8 + i))
                    .put("data", hex(i == 5_000 ? 375_000 : 1_000));
            logs.add(log);
        }
        byte[] text = EvmJson.mapper().writeValueAsBytes(new JsonNode[] {sample.block, sample.receipts});
        assertThat(text.length).isGreaterThan(25_000_000);

        JsonNode read = EvmJson.mapper().readTree(text);
        RoundTrip back = new RoundTrip(new EvmParser().parse(read.get(0), Optional.of(read.get(1))));

        // Not isEqualTo, which would print all of it.
        assertThat(back.fullBlock().equals(sample.block)).isTrue();
        for (int i = 0; i < sample.receipts.size(); i++) {
            assertThat(back.receipt(i).equals(sample.receipt(i)))
                    .as("receipt %d", i)
                    .isTrue();
        }
    }

    private String hex(int bytes) {
        byte[] random = new byte[bytes];
        this.random.nextBytes(random);
        return "0x" + HexFormat.of().formatHex(random);
    }
}
