package io.chaintier.gateway.cases;

import com.fasterxml.jackson.databind.JsonNode;
import io.chaintier.event.Block;
import io.chaintier.event.BlockRef;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.evm.EvmParser;
import io.chaintier.gateway.RealBlocks;
import io.chaintier.localchain.ChainStep;
import io.chaintier.localchain.SampleChain;
import io.chaintier.storetestkit.ChainBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The chains that the case files ask about:
 *
 * <ul>
 *   <li>{@code eip155:31337}: blocks 44 to 49 of the recorded sample chain, of which 47 to 49 are then abandoned for
 *       others of the same numbers. 47 is safe, 45 finalized.
 *   <li>{@code eip155:1}: blocks 1000040 to 1000049, some with uncles; nothing is said of finality. 1000041 is stored
 *       without its receipts.
 * </ul>
 */
final class CaseChains {
    static final Path DIRECTORY = Path.of(System.getProperty("chaintier.home"), "gateway/src/test/resources/cases");

    private static final int FIRST_STEP = 48;
    private static final int END_STEP = 60;
    private static final long SAFE = 47;
    private static final long FINALIZED = 45;
    private static final long WITHOUT_RECEIPTS = 1_000_041;

    private CaseChains() {}

    static List<ChainEvent> events() {
        List<ChainEvent> events = new ArrayList<>(recorded());
        events.addAll(mainnet());
        return events;
    }

    private static List<ChainEvent> recorded() {
        ChainBuilder history = new ChainBuilder(ChainId.parse("eip155:31337"));
        EvmParser parser = new EvmParser();
        for (ChainStep step : SampleChain.steps().subList(FIRST_STEP, END_STEP)) {
            if (step instanceof ChainStep.Append append) {
                history.append(parser.parse(
                        append.block().block(), Optional.of(append.block().receipts())));
            } else {
                history.revert();
            }
        }
        return history.finality(Optional.of(canonical(history, SAFE)), Optional.of(canonical(history, FINALIZED)))
                .events();
    }

    private static BlockRef canonical(ChainBuilder history, long number) {
        return history.canonical().stream()
                .map(Block::ref)
                .filter(block -> block.number() == number)
                .findFirst()
                .orElseThrow();
    }

    private static List<ChainEvent> mainnet() {
        ChainBuilder history = new ChainBuilder(ChainId.parse("eip155:1"));
        EvmParser parser = new EvmParser();
        try {
            for (String line : Files.readAllLines(DIRECTORY.resolve("eip155-1.ndjson"))) {
                JsonNode json = RealBlocks.JSON.readTree(line);
                JsonNode block = json.get("block");
                boolean known = Long.decode(block.get("number").asText()) != WITHOUT_RECEIPTS;
                history.append(
                        parser.parse(block, Optional.of(json.get("receipts")).filter(unused -> known)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return history.events();
    }
}
