package io.chaintier.nodereports;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chaintier.event.BlockRef;
import io.chaintier.event.Bytes;
import io.chaintier.event.ChainId;
import io.chaintier.event.Hash;
import io.chaintier.event.StateEntry;
import io.chaintier.nodereports.NodeStatus.Syncing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What is stored of a node (R10). */
class NodeReportTest {
    private static final ChainId CHAIN = ChainId.parse("eip155:1");
    private static final BlockRef HEAD = block(90);

    @Test
    void reportNamesTheNewestBlocksThenFewerAndFewerAndTheFirst() {
        assertThat(NodeReport.numbersBelow(5_000))
                .containsExactly(
                        4_999L, 4_998L, 4_997L, 4_996L, 4_995L, 4_994L, 4_993L, 4_992L, 4_984L, 4_968L, 4_936L, 4_872L,
                        4_744L, 4_488L, 3_976L, 0L);
        assertThat(NodeReport.numbersBelow(3)).containsExactly(2L, 1L, 0L);
        assertThat(NodeReport.numbersBelow(16)).containsExactly(15L, 14L, 13L, 12L, 11L, 10L, 9L, 8L, 0L);
        assertThat(NodeReport.numbersBelow(0)).isEmpty();
    }

    @Test
    void everythingThatIsKnownComesBack() {
        NodeReport report = new NodeReport(
                new NodeStatus(
                        Optional.of("Geth/v1"),
                        Optional.of(HEAD),
                        Optional.of(new Syncing(OptionalLong.of(90), OptionalLong.of(1_000))),
                        OptionalLong.of(0),
                        Optional.of("it is tired")),
                List.of(HEAD, block(89)),
                Optional.of(block(88)),
                Duration.ofSeconds(5));

        assertThat(NodeReportJson.decode(NodeReportJson.encode(report))).isEqualTo(report);
    }

    @Test
    void whatIsNotKnownStaysUnknown() {
        NodeReport report = new NodeReport(NodeStatus.UNKNOWN, List.of(), Optional.empty(), Duration.ofMillis(250));

        Bytes encoded = NodeReportJson.encode(report);

        assertThat(new String(encoded.array(), UTF_8)).isEqualTo("{\"intervalMs\":250}");
        assertThat(NodeReportJson.decode(encoded)).isEqualTo(report);
    }

    @Test
    void fieldsOfALaterReleaseArePassedOver() {
        NodeReport report = NodeReportJson.decode(json("{\"intervalMs\":1,\"mood\":{\"of\":\"the day\"},\"peers\":3}"));

        assertThat(report.status().peers()).hasValue(3);
    }

    @Test
    void whatIsNoReportIsRefusedWithTheReason() {
        assertThatThrownBy(() -> NodeReportJson.decode(json("nonsense")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("expected JSON");
        assertThatThrownBy(() -> NodeReportJson.decode(json("{}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected an object with a number intervalMs, but got {}");
        assertThatThrownBy(() -> NodeReportJson.decode(json("{\"intervalMs\":1,\"head\":{\"number\":\"x\"}}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("expected a block with number and hash");
    }

    @Test
    void entryThatCannotBeReadIsANodeThatSaysSo() {
        ReportedNode node = ReportedNode.of(entry(Optional.of(json("[]")))).orElseThrow();

        assertThat(node.name()).isEqualTo("geth-1");
        assertThat(node.report().status().failure().orElseThrow()).startsWith("its report cannot be read: ");
    }

    @Test
    void removedEntryIsNoNode() {
        assertThat(ReportedNode.of(entry(Optional.empty()))).isEmpty();
    }

    private static StateEntry entry(Optional<Bytes> value) {
        return new StateEntry(CHAIN, NodeReport.NAMESPACE, "geth-1", 1, "host/1", Instant.EPOCH, value);
    }

    private static Bytes json(String text) {
        return Bytes.of(text.getBytes(UTF_8));
    }

    private static BlockRef block(int number) {
        return new BlockRef(number, Hash.of(new byte[] {(byte) number, 1}));
    }
}
