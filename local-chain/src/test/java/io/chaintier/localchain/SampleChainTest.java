package io.chaintier.localchain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SampleChainTest {
    private final List<ChainStep> steps = SampleChain.steps();

    @Test
    void parentHashesLinkAndRevertsMatchFromBlockZeroToTheHead() {
        List<RecordedBlock> branch = Replay.of(steps);

        assertThat(branch.get(0).number()).isZero();
        assertThat(branch).hasSize(120);
    }

    @Test
    void hasReorganisations() {
        assertThat(steps.stream().filter(ChainStep.Revert.class::isInstance)).hasSizeGreaterThan(20);
    }

    @Test
    void hasTransactionsOfEveryType() {
        Set<String> types = new HashSet<>();
        for (RecordedBlock block : Replay.of(steps)) {
            block.block()
                    .path("transactions")
                    .forEach(transaction -> types.add(transaction.path("type").asText()));
        }

        assertThat(types).containsExactlyInAnyOrder("0x0", "0x1", "0x2", "0x3", "0x4");
    }

    @Test
    void everyTransactionHasItsReceiptInOrder() {
        for (RecordedBlock block : Replay.of(steps)) {
            assertThat(block.receipts().findValuesAsText("transactionHash").stream()
                            .distinct())
                    .containsExactlyElementsOf(
                            block.block().path("transactions").findValuesAsText("hash"));
        }
    }

    @Test
    void transactionsAreSignedForItsChainId() {
        for (RecordedBlock block : Replay.of(steps)) {
            for (JsonNode transaction : block.block().path("transactions")) {
                assertThat(Long.decode(transaction.path("chainId").asText())).isEqualTo(SampleChain.chainId());
            }
        }
    }

    @Test
    void isSmallEnoughToShip() throws Exception {
        try (var in = SampleChain.class.getResourceAsStream(SampleChain.RESOURCE)) {
            assertThat(in.readAllBytes().length).isLessThan(200_000);
        }
    }
}
