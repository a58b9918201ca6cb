package io.chaintier.evm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chaintier.event.Block;
import io.chaintier.event.Bytes;
import io.chaintier.event.Hash;
import io.chaintier.event.Receipt;
import io.chaintier.evm.EvmRenderer.BlockContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Logs on their own, as filters and subscriptions need them (R10, B2). */
class ReceiptLogTest {
    private final EvmParser parser = new EvmParser();

    @Test
    void everyLogOfEveryRealReceiptComesBackFieldForFieldWithItsAddressAndTopics() throws IOException {
        int logs = 0;
        for (ChainData.Line line : ChainData.lines()) {
            if (line.receipts().isEmpty()) {
                continue;
            }
            List<ReceiptLog> back = logsOf(parser.parse(line.block(), line.receipts()));
            List<JsonNode> expected = expected(line.block(), line.receipts().get());

            assertThat(back).as(line.where()).hasSize(expected.size());
            for (int i = 0; i < back.size(); i++) {
                assertThat(written(back.get(i), false)).as(line.where()).isEqualTo(expected.get(i));
                assertThat(back.get(i).address())
                        .as(line.where())
                        .isEqualTo(bytes(expected.get(i).get("address")));
                assertThat(back.get(i).topics())
                        .as(line.where())
                        .isEqualTo(elements(expected.get(i).get("topics")));
            }
            logs += back.size();
        }

        assertThat(logs).isEqualTo(18951);
    }

    @Test
    void whatALogIsFoundByIsWhatItsReceiptIsIndexedBy() throws IOException {
        Sample sample = new Sample();
        Block block = parser.parse(sample.block, Optional.of(sample.receipts));

        List<Receipt> receipts = block.receipts().orElseThrow();
        for (int index = 0; index < receipts.size(); index++) {
            Stream<Bytes> found = logsOf(block, index).stream()
                    .flatMap(log -> Stream.concat(Stream.of(log.address()), log.topics().stream()));

            assertThat(found.distinct())
                    .containsExactlyElementsOf(receipts.get(index).terms());
        }
    }

    @Test
    void aRemovedLogSaysSoWhateverTheReceiptSaid() throws IOException {
        Sample sample = new Sample();
        sample.log(1, 0).put("removed", false);
        sample.log(1, 1).remove("removed");
        Block block = parser.parse(sample.block, Optional.of(sample.receipts));

        for (int index = 0; index < 2; index++) {
            ObjectNode expected = sample.log(1, index).deepCopy();
            expected.put("removed", true);

            assertThat(written(logsOf(block, 1).get(index), true)).isEqualTo(expected);
        }
    }

    @Test
    void addressAndTopicsSpelledInCapitalsAreReadAllTheSame() throws IOException {
        Sample sample = new Sample();
        ObjectNode log = sample.log(1, 0);
        log.put("address", capitals(log.get("address")));
        ArrayNode topics = (ArrayNode) log.get("topics");
        topics.set(0, capitals(topics.get(0)));

        ReceiptLog back = logsOf(parser.parse(sample.block, Optional.of(sample.receipts)), 1)
                .get(0);

        assertThat(back.address()).isEqualTo(bytes(log.get("address")));
        assertThat(back.topics()).isEqualTo(elements(topics));
        assertThat(written(back, false)).isEqualTo(log);
    }

    private static List<ReceiptLog> logsOf(Block block) {
        List<ReceiptLog> logs = new ArrayList<>();
        for (int index = 0; index < block.transactions().size(); index++) {
            logs.addAll(logsOf(block, index));
        }
        return logs;
    }

    private static List<ReceiptLog> logsOf(Block block, int index) {
        BlockContext context = new BlockContext(
                block.ref(), block.parentHash(), block.timestamp(), block.bodyFormat(), block.header());
        Hash transaction = block.transactions().get(index).hash();
        return ReceiptLog.of(
                context,
                index,
                transaction,
                block.receipts().orElseThrow().get(index).body());
    }

    private static List<JsonNode> expected(JsonNode block, JsonNode receipts) {
        List<JsonNode> logs = new ArrayList<>();
        RoundTrip.byTransaction(block, receipts).entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(receipt -> receipt.getValue().get("logs").forEach(logs::add));
        return logs;
    }

    private static String capitals(JsonNode hex) {
        return "0x" + hex.textValue().substring(2).toUpperCase(Locale.ROOT);
    }

    private static List<Bytes> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(ReceiptLogTest::bytes)
                .toList();
    }

    private static Bytes bytes(JsonNode hex) {
        return Bytes.of(Hash.parse(hex.textValue()).array());
    }

    private static JsonNode written(ReceiptLog log, boolean removed) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = EvmJson.mapper().createGenerator(bytes)) {
            log.write(out, removed);
        }
        return EvmJson.mapper().readTree(bytes.toByteArray());
    }
}
