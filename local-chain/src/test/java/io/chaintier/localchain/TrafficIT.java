package io.chaintier.localchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class TrafficIT {
    private static final long SEED = 7;
    private static final int STEPS = 200;
    private static final String TRANSFER_EVENT = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";

    @TempDir
    static Path directory;

    private static AnvilProgram program;
    private static ChainRecorder recorder;
    private static List<ChainStep> steps;
    private static List<RecordedBlock> answeredAtTheEnd;

    @BeforeAll
    static void makeTraffic() {
        program = RealNode.orSkip("traffic on a real node");
        System.out.println("traffic seed: " + SEED);
        try (Anvil anvil = program.start(AnvilOptions.in(directory.resolve("shared")))) {
            recorder = new ChainRecorder(anvil.rpc());
            steps = run(anvil, recorder);
            answeredAtTheEnd = canonicalAnswers(anvil);
        }
    }

    @AfterAll
    static void forget() {
        recorder = null;
        steps = null;
        answeredAtTheEnd = null;
    }

    @Test
    void hasTransactionsOfEveryType() {
        assertThat(transactions().map(transaction -> transaction.path("type").asText()))
                .contains("0x0", "0x1", "0x2", "0x3", "0x4");
    }

    @Test
    void hasTransfersOfTheTokenWithIndexedSenderAndReceiver() {
        assertThat(logs().filter(log -> log.path("topics").path(0).asText().equals(TRANSFER_EVENT)))
                .hasSizeGreaterThan(100)
                .allSatisfy(log -> assertThat(log.path("topics")).hasSize(3));
    }

    @Test
    void hasEventsWithAndWithoutTopicsAndWithDataOfManySizes() {
        assertThat(logs().map(log -> log.path("topics").size())).contains(0, 2, 3, 4);
        assertThat(logs().map(log -> log.path("data").asText().length()).distinct())
                .hasSizeGreaterThan(20);
    }

    @Test
    void hasReceiptsWithSeveralEvents() {
        assertThat(receipts().map(receipt -> receipt.path("logs").size())).anyMatch(count -> count >= 6);
    }

    @Test
    void hasTransactionsThatFailed() {
        assertThat(receipts().filter(receipt -> receipt.path("status").asText().equals("0x0")))
                .hasSizeGreaterThan(10);
    }

    @Test
    void hasContractCreations() {
        assertThat(receipts().filter(receipt -> receipt.path("contractAddress").isTextual()))
                .hasSizeGreaterThan(10);
    }

    @Test
    void hasEmptyBlocksAndFullOnes() {
        assertThat(recorder.blocks().stream().map(block -> block.receipts().size()))
                .contains(0, TrafficPlan.seeded(SEED).mostTransactionsPerBlock());
    }

    @Test
    void abandonsBranchesOfManyDepths() {
        assertThat(depthsOfReorganisations()).hasSizeGreaterThanOrEqualTo(6).allMatch(depth -> depth <= 10);
    }

    @Test
    void repeatsSomeTransactionsOnTheBranchThatReplacesTheirs() {
        Set<String> abandoned = hashesOfTransactions(recorder.abandoned());

        assertThat(hashesOfTransactions(recorder.canonical())).containsAnyElementsOf(abandoned);
    }

    @Test
    void dropsOtherTransactionsForEver() {
        Set<String> abandoned = hashesOfTransactions(recorder.abandoned());

        abandoned.removeAll(hashesOfTransactions(recorder.canonical()));
        assertThat(abandoned).isNotEmpty();
    }

    @Test
    void theRecorderKnowsTheCanonicalChainAsTheNodeTellsItAtTheEnd() {
        assertThat(recorder.canonical()).isEqualTo(answeredAtTheEnd);
    }

    @Test
    void theRecordersStepsLeadFromTheFirstBlockToTheHead() {
        assertThat(Replay.of(steps)).isEqualTo(recorder.canonical());
    }

    @Test
    void everyBlockIsCanonicalOrAbandoned() {
        assertThat(recorder.abandoned()).isNotEmpty().doesNotContainAnyElementsOf(recorder.canonical());
        assertThat(recorder.blocks())
                .hasSize(recorder.abandoned().size() + recorder.canonical().size());
    }

    @Test
    void anotherSeedGivesAnotherChain() {
        try (Anvil anvil = program.start(AnvilOptions.in(directory.resolve("other")))) {
            ChainRecorder other = new ChainRecorder(anvil.rpc());
            Traffic.start(anvil.rpc(), TrafficPlan.seeded(SEED + 1)).mineBlock();
            other.record();

            assertThat(other.canonical().get(3))
                    .isNotEqualTo(recorder.canonical().get(3));
        }
    }

    @Test
    void reorganisesExactlyAsDeepAsAsked() {
        try (Anvil anvil = program.start(AnvilOptions.in(directory.resolve("depths")))) {
            ChainRecorder blocks = new ChainRecorder(anvil.rpc());
            Traffic traffic = Traffic.start(anvil.rpc(), TrafficPlan.seeded(SEED));
            IntStream.range(0, 10).forEach(i -> traffic.mineBlock());
            blocks.record();

            for (int depth = 1; depth <= 10; depth++) {
                traffic.reorganise(depth);

                assertThat(blocks.record().stream().map(ChainStep::getClass))
                        .as("replacing %d blocks", depth)
                        .containsExactlyElementsOf(Stream.concat(
                                        IntStream.range(0, depth).mapToObj(i -> ChainStep.Revert.class),
                                        IntStream.range(0, depth).mapToObj(i -> ChainStep.Append.class))
                                .toList());
            }
        }
    }

    @Test
    void rollingBackLowersTheHead() {
        try (Anvil anvil = program.start(AnvilOptions.in(directory.resolve("rollback")))) {
            ChainRecorder blocks = new ChainRecorder(anvil.rpc());
            Traffic traffic = Traffic.start(anvil.rpc(), TrafficPlan.seeded(SEED));
            IntStream.range(0, 5).forEach(i -> traffic.mineBlock());
            blocks.record();

            traffic.rollBack(3);
            assertThat(blocks.record()).hasSize(3).allMatch(ChainStep.Revert.class::isInstance);

            assertThat(traffic.mineBlock()).isEqualTo(5);
            assertThat(blocks.record()).hasSize(1).allMatch(ChainStep.Append.class::isInstance);
        }
    }

    @Test
    void theTokenIsNeverAbandoned() {
        try (Anvil anvil = program.start(AnvilOptions.in(directory.resolve("token")))) {
            Traffic traffic = Traffic.start(anvil.rpc(), TrafficPlan.seeded(SEED));
            traffic.mineBlock();

            assertThatThrownBy(() -> traffic.reorganise(2)).hasMessage("depth must be 1 to 1: 2");
            assertThatThrownBy(() -> traffic.rollBack(2)).hasMessage("depth must be 1 to 1: 2");
        }
    }

    @Test
    void trafficGoesOnAfterARestartOfTheNode() {
        AnvilOptions options = AnvilOptions.in(directory.resolve("restarted")).withStateKept();
        try (Anvil anvil = program.start(options)) {
            ChainRecorder blocks = new ChainRecorder(anvil.rpc());
            Traffic traffic = Traffic.start(anvil.rpc(), TrafficPlan.seeded(SEED));
            IntStream.range(0, 30).forEach(i -> traffic.step());
            blocks.record();

            anvil.restart();

            assertThat(blocks.record()).isEmpty();
            assertThat(canonicalAnswers(anvil)).isEqualTo(blocks.canonical());
            traffic.mineBlock();
            assertThat(blocks.record()).hasSize(1);
        }
    }

    private static List<ChainStep> run(Anvil anvil, ChainRecorder into) {
        Traffic traffic = Traffic.start(anvil.rpc(), TrafficPlan.seeded(SEED).withBlobs());
        List<ChainStep> seen = new ArrayList<>(into.record());
        for (int step = 0; step < STEPS; step++) {
            traffic.step();
            seen.addAll(into.record());
        }
        return seen;
    }

    private static List<RecordedBlock> canonicalAnswers(Anvil anvil) {
        long head = Long.decode(anvil.rpc().call("eth_blockNumber").asText());
        List<RecordedBlock> blocks = new ArrayList<>();
        for (long number = 0; number <= head; number++) {
            String quantity = "0x" + Long.toHexString(number);
            blocks.add(new RecordedBlock(
                    anvil.rpc().call("eth_getBlockByNumber", quantity, true),
                    anvil.rpc().call("eth_getBlockReceipts", quantity)));
        }
        return blocks;
    }

    private static Set<Integer> depthsOfReorganisations() {
        Set<Integer> depths = new TreeSet<>();
        int reverts = 0;
        for (ChainStep step : steps) {
            if (step instanceof ChainStep.Revert) {
                reverts++;
            } else if (reverts > 0) {
                depths.add(reverts);
                reverts = 0;
            }
        }
        return depths;
    }

    private static Set<String> hashesOfTransactions(List<RecordedBlock> blocks) {
        Set<String> hashes = new HashSet<>();
        blocks.forEach(block -> block.block()
                .path("transactions")
                .forEach(transaction -> hashes.add(transaction.path("hash").asText())));
        return hashes;
    }

    private static Stream<JsonNode> transactions() {
        return recorder.blocks().stream()
                .flatMap(block -> elements(block.block().path("transactions")));
    }

    private static Stream<JsonNode> receipts() {
        return recorder.blocks().stream().flatMap(block -> elements(block.receipts()));
    }

    private static Stream<JsonNode> logs() {
        return receipts().flatMap(receipt -> elements(receipt.path("logs")));
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
