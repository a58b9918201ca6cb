package io.chaintier.evm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chaintier.event.Block;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RealChainTest {
    private final EvmParser parser = new EvmParser();

    @Test
    void everyObjectOfEveryRealBlockComesBackFieldForField() throws IOException {
        int blocks = 0;
        int transactions = 0;
        int receipts = 0;
        int logs = 0;

        for (ChainData.Line line : ChainData.lines()) {
            Block block = parser.parse(line.block(), line.receipts());
            RoundTrip back = new RoundTrip(block);

            assertThat(back.fullBlock()).as(line.where()).isEqualTo(line.block());
            assertThat(back.block()).as(line.where()).isEqualTo(RoundTrip.withHashesOnly(line.block()));
            JsonNode expected = line.block().get("transactions");
            for (int i = 0; i < expected.size(); i++) {
                assertThat(back.transaction(i))
                        .as("%s transaction %d", line.where(), i)
                        .isEqualTo(expected.get(i));
            }
            assertThat(block.receipts().isPresent())
                    .as(line.where())
                    .isEqualTo(line.receipts().isPresent());
            if (line.receipts().isPresent()) {
                Map<Integer, JsonNode> known =
                        RoundTrip.byTransaction(line.block(), line.receipts().get());
                assertThat(known).hasSize(expected.size());
                known.forEach((i, receipt) -> assertThat(back.receipt(i))
                        .as("%s receipt %d", line.where(), i)
                        .isEqualTo(receipt));
                receipts += known.size();
                logs += known.values().stream()
                        .mapToInt(receipt -> receipt.get("logs").size())
                        .sum();
            }
            blocks++;
            transactions += expected.size();
        }

        assertThat(List.of(blocks, transactions, receipts, logs)).containsExactly(576, 3489, 1263, 18951);
    }

    @Test
    void receiptsOutOfOrderComeBackUnderTheirOwnTransactions() throws IOException {
        JsonNode receipts = ChainData.json("parity-style-483920-receipts.json").get("result");
        JsonNode block = ChainData.linesOf("mainnet-etl-native.").stream()
                .map(ChainData.Line::block)
                .filter(candidate -> candidate.get("number").textValue().equals("0x76250"))
                .findFirst()
                .orElseThrow();

        RoundTrip back = new RoundTrip(parser.parse(block, Optional.of(receipts)));

        Map<Integer, JsonNode> expected = RoundTrip.byTransaction(block, receipts);
        assertThat(expected)
                .hasSize(receipts.size())
                .hasSize(block.get("transactions").size());
        expected.forEach((i, receipt) -> assertThat(back.receipt(i)).isEqualTo(receipt));
    }
}
