package io.chaintier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.chaintier.event.BlockRef;
import io.chaintier.event.ChainId;
import io.chaintier.event.Hash;
import io.chaintier.gateway.nodes.NodeOverview;
import io.chaintier.nodereports.NodeComparison;
import io.chaintier.nodereports.NodeReport;
import io.chaintier.nodereports.NodeStatus;
import io.chaintier.nodereports.ReportedNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What an operator sees of the nodes (R10). */
class NodeTableTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final ChainId CHAIN = ChainId.parse("eip155:1");
    private static final BlockRef HEAD = block(100, 0);

    @Test
    void nodesStandSideBySideWithWhatIsWrongWithEach() {
        String table = print(new NodeOverview(
                CHAIN,
                Optional.of(HEAD),
                List.of(
                        node("geth-1", "Geth/v1.16", HEAD, Optional.of(block(99, 0)), Optional.empty(), 2),
                        node("other", "reth", block(97, 1), Optional.empty(), Optional.of("does not answer"), 7_300)),
                true));

        assertThat(table).isEqualToNormalizingNewlines("""
                        eip155:1, canonical head 100 (0x6400000000..)
                        NODE    CLIENT      HEAD                  BEHIND  SYNCING  PEERS  SEEN     REMARKS
                        geth-1  Geth/v1.16  100 (0x6400000000..)  0       no       12     2 s ago  publishes the chain, at block 99
                        other   reth        97 (0x6101000000..)   3       no       12     2 h ago  differs from the canonical chain from a block in 0 to 97 on; silent; does not answer; 3 blocks behind

                        """);
    }

    @Test
    void tiersThatDoNotAnswerAreAdmitted() {
        String table = print(new NodeOverview(CHAIN, Optional.empty(), List.of(), false));

        assertThat(table)
                .contains("canonical head unknown")
                .contains("not every tier answers: there may be more nodes, and newer reports")
                .contains("no node is reported");
    }

    @Test
    void textOfANodeCannotSteerTheTerminal() {
        String table = print(new NodeOverview(
                CHAIN,
                Optional.of(HEAD),
                List.of(node("a\u001b[2J", "b\nc", HEAD, Optional.empty(), Optional.empty(), 0)),
                true));

        assertThat(table).contains("a?[2J").contains("b?c");
    }

    private static String print(NodeOverview overview) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        new NodeTable(out, NOW).print(overview);
        out.flush();
        return text.toString();
    }

    private static NodeComparison node(
            String name,
            String client,
            BlockRef head,
            Optional<BlockRef> published,
            Optional<String> failure,
            int secondsAgo) {
        NodeStatus status =
                new NodeStatus(Optional.of(client), Optional.of(head), Optional.empty(), OptionalLong.of(12), failure);
        NodeReport report = new NodeReport(status, List.of(head), published, Duration.ofSeconds(5));
        return NodeComparison.of(
                new ReportedNode(name, report, NOW.minusSeconds(secondsAgo)),
                Optional.of(HEAD),
                number -> Optional.of(block((int) number, 0).hash()),
                NOW);
    }

    private static BlockRef block(int number, int branch) {
        byte[] hash = new byte[32];
        hash[0] = (byte) number;
        hash[1] = (byte) branch;
        return new BlockRef(number, Hash.of(hash));
    }
}
