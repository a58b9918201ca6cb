package io.chaintier.evm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chaintier.event.Block;
import io.chaintier.event.Bytes;
import io.chaintier.event.Receipt;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What one node spells unlike another comes back as that node spelled it. */
class UnusualFieldsTest {
    private Sample sample;

    @BeforeEach
    void loadSample() throws IOException {
        sample = new Sample();
    }

    @Test
    void arbitrumFieldsComeBack() {
        sample.block
                .put("l1BlockNumber", "0x1312d01")
                .put("sendCount", "0x1fa2")
                .put("sendRoot", "0x" + "5e".repeat(32));
        sample.transaction(0).put("type", "0x64").put("requestId", "0x" + "0a".repeat(32));
        sample.receipt(0).put("gasUsedForL1", "0x1bf7").put("l1BlockNumber", "0x1312d01");
        sample.receipt(1).putObject("timeboosted").put("lane", true);

        assertAllComesBack();
    }

    @Test
    void aNumberWhereOthersGiveHexadecimalDigitsComesBackAsANumber() {
        sample.receipt(0).put("blockTimestamp", 1721873091).put("gasUsed", 21000);
        sample.transaction(0).put("nonce", 7);
        sample.block.put("size", 1000);

        assertAllComesBack();
    }

    @Test
    void nullComesBackAsNullAndAbsentAsAbsent() {
        ObjectNode nulls = sample.transaction(1);
        nulls.fieldNames().forEachRemaining(name -> {
            if (!name.equals("hash")) {
                nulls.putNull(name);
            }
        });
        ObjectNode bare = sample.transaction(2);
        bare.retain("hash");
        sample.receipt(3).retain("transactionHash", "logs");
        sample.log(1, 0).retain("address", "topics");
        sample.block.putNull("withdrawals").putNull("miner").remove("uncles");

        assertAllComesBack();
    }

    @Test
    void spellingsOutOfTheOrdinaryComeBackAsTheyWere() {
        sample.block.put("number", "0x01312D00").put("miner", "0xDEADBEEF00000000000000000000000000000000");
        sample.block.put("hash", upperCase(sample.block.get("hash")));
        sample.transaction(1).put("hash", upperCase(sample.transaction(1).get("hash")));
        sample.transaction(2).put("transactionIndex", "0x02").put("chainId", "0xffffffffffffffffffff");
        sample.receipt(1).put("transactionHash", upperCase(sample.receipt(1).get("transactionHash")));
        sample.log(1, 0).put("logIndex", "0x00");
        sample.log(1, 1).put("logIndex", "0x000000000000000000000001");

        RoundTrip back = sample.parsed();

        assertThat(back.fullBlock()).isEqualTo(sample.block);
        assertThat(back.receipt(1)).isEqualTo(sample.receipt(1));
    }

    @Test
    void unknownValuesComeBackToTheLastDigitAndCharacter() throws IOException {
        JsonNode unknown = EvmJson.mapper().readTree("""
                {"price": 1.500, "tiny": 1e-400, "big": 123456789012345678901234567890,
                 "text": "\\ud800 lone, \\u0000, \\"quoted\\", \u00fc\ud83d\ude00", "nested": [{"": null}, [], true]}""");
        sample.block.set("unknown", unknown);
        sample.log(1, 2).set("unknown \u00fc", unknown);

        assertAllComesBack();
        assertThat(sample.parsed().fullBlock().get("unknown").get("price").decimalValue())
                .hasToString("1.500");
    }

    @Test
    void searchTermsAreTheAddressesAndTopicsWhateverTheirSpelling() {
        sample.log(1, 1).put("address", upperCase(sample.log(1, 1).get("address")));
        sample.log(1, 2).put("address", upperCase(sample.log(1, 2).get("address")));

        Block block = new EvmParser().parse(sample.block, Optional.of(sample.receipts));

        List<Receipt> receipts = block.receipts().orElseThrow();
        assertThat(receipts.get(0).terms()).isEmpty();
        assertThat(receipts.get(1).terms())
                .containsExactly(
                        bytes(sample.log(1, 0).get("address")),
                        bytes(sample.log(1, 0).get("topics").get(0)),
                        bytes(sample.log(1, 0).get("topics").get(1)),
                        bytes(sample.log(1, 0).get("topics").get(2)),
                        bytes(sample.log(1, 2).get("address")),
                        bytes(sample.log(1, 2).get("topics").get(0)));
    }

    @Test
    void receiptsThatAreNotKnownAreNotTheSameAsNone() {
        sample.block.putArray("transactions");

        Block unknown = new EvmParser().parse(sample.block, Optional.empty());
        Block none =
                new EvmParser().parse(sample.block, Optional.of(EvmJson.mapper().createArrayNode()));

        assertThat(unknown.receipts()).isEmpty();
        assertThat(none.receipts()).contains(List.of());
    }

    private void assertAllComesBack() {
        RoundTrip back = sample.parsed();

        assertThat(back.fullBlock()).isEqualTo(sample.block);
        assertThat(back.block()).isEqualTo(RoundTrip.withHashesOnly(sample.block));
        for (int i = 0; i < sample.transactions().size(); i++) {
            assertThat(back.transaction(i)).isEqualTo(sample.transaction(i));
            assertThat(back.receipt(i)).isEqualTo(sample.receipt(i));
        }
    }

    private static String upperCase(JsonNode hex) {
        return "0x" + hex.textValue().substring(2).toUpperCase(Locale.ROOT);
    }

    private static Bytes bytes(JsonNode hex) {
        return Bytes.of(HexFormat.of().parseHex(hex.textValue().substring(2).toLowerCase(Locale.ROOT)));
    }
}
