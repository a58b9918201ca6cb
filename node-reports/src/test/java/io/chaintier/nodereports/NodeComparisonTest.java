package io.chaintier.nodereports;

import static org.assertj.core.api.Assertions.assertThat;

import io.chaintier.event.BlockRef;
import io.chaintier.event.Hash;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Nodes notice that they differ, and where (R10). */
class NodeComparisonTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_000);
    private static final long HEAD = 3_000;
    private static final LongFunction<Optional<Hash>> CANONICAL =
            number -> number <= HEAD ? Optional.of(hash(number, 0)) : Optional.empty();

    @Test
    void nodeOnTheCanonicalChainHasNothingToRemark() {
        NodeComparison comparison = compare(report(HEAD, HEAD + 1));

        assertThat(comparison.divergence()).isEmpty();
        assertThat(comparison.behind()).hasValue(0);
        assertThat(comparison.remarks()).isEmpty();
    }

    @Test
    void firstDifferingBlockIsEnclosedWhereverTheBranchBegins() {
        for (long first = 0; first <= HEAD; first++) {
            Divergence found = compare(report(HEAD, first)).divergence().orElseThrow();

            assertThat(found.firstAtLeast()).as("branch from %d", first).isLessThanOrEqualTo(first);
            assertThat(found.differsAt()).as("branch from %d", first).isGreaterThanOrEqualTo(first);
        }
    }

    @Test
    void branchOfTheNewestBlocksIsFoundExactly() {
        for (long depth = 1; depth <= 8; depth++) {
            long first = HEAD - depth + 1;

            assertThat(compare(report(HEAD, first)).divergence())
                    .contains(new Divergence(OptionalLong.of(first - 1), first));
        }
    }

    @Test
    void nodeOfAnotherGenesisDiffersFromTheFirstBlockOn() {
        Divergence found = compare(report(HEAD, 0)).divergence().orElseThrow();

        assertThat(found).isEqualTo(new Divergence(OptionalLong.empty(), 0)).hasToString("block 0");
    }

    @Test
    void nodeAheadIsJudgedByTheBlocksThatBothHave() {
        assertThat(compare(report(HEAD + 2, HEAD + 3)).remarks()).containsExactly("2 blocks ahead");
        assertThat(compare(report(HEAD + 2, HEAD - 3)).remarks())
                .containsExactly("differs from the canonical chain from block 2997 on", "2 blocks ahead");
    }

    @Test
    void nodeBehindIsOnTheCanonicalChainAllTheSame() {
        assertThat(compare(report(HEAD - 40, HEAD)).remarks()).containsExactly("40 blocks behind");
    }

    @Test
    void gapsOfTheCanonicalChainSayNothing() {
        LongFunction<Optional<Hash>> onlyOld = number -> number < 100 ? CANONICAL.apply(number) : Optional.empty();

        NodeComparison comparison = NodeComparison.of(node(report(HEAD, HEAD - 5)), head(), onlyOld, NOW);

        assertThat(comparison.divergence()).isEmpty();
    }

    @Test
    void nodeIsSilentOnceThreeReportsAreMissing() {
        assertThat(at(NOW.minusMillis(3_000)).remarks()).isEmpty();
        assertThat(at(NOW.minusMillis(3_001)).remarks()).containsExactly("silent");
    }

    @Test
    void nodeThatDoesNotAnswerIsShownWithItsReason() {
        NodeStatus status = new NodeStatus(
                Optional.empty(), Optional.empty(), Optional.empty(), OptionalLong.empty(), Optional.of("no route"));
        NodeReport report = new NodeReport(status, List.of(), Optional.empty(), Duration.ofSeconds(1));

        NodeComparison comparison = compare(report);

        assertThat(comparison.behind()).isEmpty();
        assertThat(comparison.remarks()).containsExactly("no route");
    }

    private static NodeComparison compare(NodeReport report) {
        return NodeComparison.of(node(report), head(), CANONICAL, NOW);
    }

    private static NodeComparison at(Instant reportedAt) {
        ReportedNode node = new ReportedNode("geth-1", report(HEAD, HEAD + 1), reportedAt);
        return NodeComparison.of(node, head(), CANONICAL, NOW);
    }

    private static ReportedNode node(NodeReport report) {
        return new ReportedNode("geth-1", report, NOW);
    }

    private static Optional<BlockRef> head() {
        return Optional.of(new BlockRef(HEAD, hash(HEAD, 0)));
    }

    /** Of a node whose blocks are others than the canonical ones from {@code firstOwn} on. */
    private static NodeReport report(long head, long firstOwn) {
        List<BlockRef> blocks = new ArrayList<>();
        Stream.concat(Stream.of(head), NodeReport.numbersBelow(head).stream())
                .forEach(number -> blocks.add(new BlockRef(number, hash(number, number >= firstOwn ? 1 : 0))));
        NodeStatus status = new NodeStatus(
                Optional.of("test/1"),
                Optional.of(blocks.get(0)),
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty());
        return new NodeReport(status, blocks, Optional.empty(), Duration.ofSeconds(1));
    }

    private static Hash hash(long number, int branch) {
        return Hash.of(new byte[] {(byte) (number >> 8), (byte) number, (byte) branch});
    }
}
