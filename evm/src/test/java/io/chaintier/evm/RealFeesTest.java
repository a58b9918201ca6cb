package io.chaintier.evm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chaintier.event.Block;
import io.chaintier.event.ChainId;
import io.chaintier.evm.ChainData.Line;
import io.chaintier.evm.EvmRenderer.BlockContext;
import io.chaintier.evm.fees.BlobRules;
import io.chaintier.evm.fees.BlockFees;
import io.chaintier.evm.fees.BlockFees.BlobGas;
import java.io.IOException;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** B2: the rules of fees give what mainnet's own blocks say. */
class RealFeesTest {
    private static final ChainId MAINNET = ChainId.parse("eip155:1");

    private final EvmFees fees = new EvmFees();

    @Test
    void aBlocksFeesFollowFromItsParents() throws IOException {
        Map<String, BlockFees> byHash = new HashMap<>();
        List<Line> lines = ChainData.linesOf("mainnet");
        for (Line line : lines) {
            byHash.put(line.block().get("hash").asText(), fees(line));
        }
        int baseFees = 0;
        int blobs = 0;
        for (Line line : lines) {
            BlockFees parent = byHash.get(line.block().get("parentHash").asText());
            BlockFees block = fees(line);
            if (parent != null && parent.baseFee().isPresent()) {
                assertThat(parent.nextBaseFee()).as(line.where()).isEqualTo(block.baseFee());
                baseFees++;
            }
            if (parent != null && parent.blobs().isPresent()) {
                BlobRules rules = BlobRules.of(MAINNET, block.timestamp()).orElseThrow();
                assertThat(rules.nextExcess(parent, parent.blobs().get()))
                        .as(line.where())
                        .isEqualTo(block.blobs().map(BlobGas::excess).orElseThrow());
                blobs++;
            }
        }

        assertThat(baseFees).isGreaterThanOrEqualTo(4);
        assertThat(blobs).isGreaterThanOrEqualTo(4);
    }

    @Test
    void thePriceOfBlobsIsTheOneOfTheReceipts() throws IOException {
        int prices = 0;
        for (Line line : ChainData.linesOf("mainnet")) {
            for (JsonNode receipt : line.receipts().orElseGet(() -> EvmJson.parse("[]"))) {
                if (receipt.has("blobGasPrice")) {
                    BlockFees block = fees(line);
                    BigInteger fee = BlobRules.of(MAINNET, block.timestamp())
                            .orElseThrow()
                            .baseFee(block.blobs().orElseThrow().excess());
                    assertThat("0x" + fee.toString(16))
                            .as(line.where())
                            .isEqualTo(receipt.get("blobGasPrice").asText());
                    prices++;
                }
            }
        }

        assertThat(prices).isPositive();
    }

    private BlockFees fees(Line line) {
        Block block = new EvmParser().parse(line.block(), line.receipts());
        return fees.block(new BlockContext(
                block.ref(), block.parentHash(), block.timestamp(), block.bodyFormat(), block.header()));
    }
}
