package io.chaintier.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chaintier.event.ChainId;
import io.chaintier.evm.EvmJson;
import io.chaintier.localstack.ServerKind;
import io.chaintier.localstack.SharedStack;
import io.chaintier.localstack.junit.LocalStackTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Size is no excuse: a block above every limit on the way goes through all of it. Serves R1, R2, B2; fault 41. */
@LocalStackTest({ServerKind.KAFKA, ServerKind.REDIS, ServerKind.CASSANDRA})
@Timeout(300)
class LargeBlockIT {
    private static final int TRANSACTIONS = 40;
    private static final int LOG_BYTES = 375_000;
    private static final int SEED = 25;

    private final Random random = new Random(SEED);
    private final SharedStack stack;

    @TempDir
    Path directory;

    LargeBlockIT(SharedStack stack) {
        this.stack = stack;
    }

    @Test
    void aBlockOfThirtyMegabytesWithLogsOfSeveralHundredKilobytesComesBackFromEachTier() throws Exception {
        ChainId chain = ChainId.parse("eip155:" + (1_000_000_000L + new Random().nextInt(1_000_000_000)));
        ObjectNode block = block();
        ArrayNode receipts = receipts(block);
        Path file = write(block, receipts);
        ExpectedChain expected = new ExpectedChain();
        expected.append(block, Optional.of(receipts));
        assertThat(Files.size(file)).isGreaterThan(25_000_000);

        try (Pipeline pipeline = Pipeline.over(stack).startSinks()) {
            pipeline.importFiles(chain, List.of(file));
            pipeline.awaitSinks(2);

            for (String tier : List.of("memory", "replica", "primary")) {
                expected.compareWith(pipeline.rpc(tier, chain));
            }
        }
        assertThat(expected.compared()).isGreaterThan(3L * TRANSACTIONS * 3);
    }

    private ObjectNode block() {
        ObjectNode block = EvmJson.mapper().createObjectNode();
        block.put("number", "0x5")
                .put("hash", hex(32))
                .put("parentHash", hex(32))
                .put("timestamp", "0x65000000");
        block.putArray("uncles");
        ArrayNode transactions = block.putArray("transactions");
        for (int i = 0; i < TRANSACTIONS; i++) {
            transactions
                    .addObject()
                    .put("hash", hex(32))
                    .put("blockHash", block.get("hash").asText())
                    .put("blockNumber", "0x5")
                    .put("transactionIndex", "0x" + Integer.toHexString(i))
                    .put("from", hex(20))
                    .put("to", hex(20))
                    .put("value", "0x0")
                    .put("input", hex(500));
        }
        return block;
    }

    private ArrayNode receipts(ObjectNode block) {
        ArrayNode receipts = EvmJson.mapper().createArrayNode();
        for (int i = 0; i < TRANSACTIONS; i++) {
            ObjectNode receipt = receipts.addObject();
            receipt.put(
                            "transactionHash",
                            block.get("transactions").get(i).get("hash").asText())
                    .put("transactionIndex", "0x" + Integer.toHexString(i))
                    .put("blockHash", block.get("hash").asText())
                    .put("blockNumber", "0x5")
                    .put("status", "0x1");
            ObjectNode log = receipt.putArray("logs").addObject();
            log.put("address", hex(20)).put("data", hex(LOG_BYTES)).put("logIndex", "0x" + Integer.toHexString(i));
            log.putArray("topics").add(hex(32));
        }
        return receipts;
    }

    private Path write(ObjectNode block, ArrayNode receipts) throws IOException {
        ObjectNode line = EvmJson.mapper().createObjectNode();
        line.set("block", block);
        line.set("receipts", receipts);
        return Files.write(directory.resolve("large.ndjson"), EvmJson.mapper().writeValueAsBytes(line));
    }

    private String hex(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return "0x" + HexFormat.of().formatHex(bytes);
    }
}
