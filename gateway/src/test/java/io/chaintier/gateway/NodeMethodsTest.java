package io.chaintier.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chaintier.event.Block;
import io.chaintier.event.BlockRef;
import io.chaintier.event.Bytes;
import io.chaintier.event.ChainId;
import io.chaintier.event.Hash;
import io.chaintier.event.StateEntry;
import io.chaintier.gateway.RpcClient.Response;
import io.chaintier.gateway.read.Tier;
import io.chaintier.nodereports.NodeReport;
import io.chaintier.nodereports.NodeReportJson;
import io.chaintier.nodereports.NodeStatus;
import io.chaintier.storetestkit.ChainBuilder;
import io.chaintier.storetestkit.RandomBlocks;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nodes side by side, and keyed state by namespace and key (R10). */
class NodeMethodsTest {
    private static final ChainId CHAIN = ChainId.parse("eip155:1");

    private final FakeTier memory = new FakeTier();
    private final FakeTier primary = new FakeTier();
    private final List<BlockRef> canonical = new ArrayList<>();
    private final TestGateway gateway =
            TestGateway.over(Map.of(Tier.MEMORY, memory, Tier.PRIMARY, primary), "gateway.breaker.failures", "1000");
    private final RpcClient client = gateway.client();

    NodeMethodsTest() {
        RandomBlocks content = new RandomBlocks(3);
        ChainBuilder chain = new ChainBuilder(CHAIN);
        Hash parent = content.hash();
        for (int number = 0; number <= 30; number++) {
            Block block = content.block(number, parent, List.of(), Optional.empty());
            canonical.add(block.ref());
            parent = block.ref().hash();
            chain.append(block);
        }
        memory.has(chain.events());
        primary.has(chain.events());
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void nodesAreShownSideBySideWithWhatIsWrongWithEach() {
        Instant now = Instant.now();
        primary.holds(entry("a", 1, report(30, 31, 12), now));
        primary.holds(entry("b", 1, report(25, 31, 0), now.minusSeconds(3_600)));
        primary.holds(entry("c", 1, report(30, 29, 3), now));
        primary.holds(entry("gone", 2, Optional.empty(), now));

        JsonNode answer = client.call("chaintier_nodes").result();

        assertThat(answer.get("head").get("number").asText()).isEqualTo("0x1e");
        assertThat(answer.get("complete").asBoolean()).isTrue();
        assertThat(answer.get("nodes")).hasSize(3);
        JsonNode first = answer.get("nodes").get(0);
        assertThat(first.get("name").asText()).isEqualTo("a");
        assertThat(first.get("client").asText()).isEqualTo("test/1");
        assertThat(first.get("peers").asText()).isEqualTo("0xc");
        assertThat(first.get("behind").asInt()).isZero();
        assertThat(first.get("remarks")).isEmpty();
        assertThat(remarks(answer, 1)).containsExactly("silent", "5 blocks behind");
        assertThat(remarks(answer, 2)).containsExactly("differs from the canonical chain from block 29 on");
        assertThat(answer.get("nodes").get(2).get("differsFrom").toString())
                .isEqualTo("{\"atLeast\":\"0x1d\",\"atMost\":\"0x1d\"}");
    }

    @Test
    void newestReportWinsWhicheverTierHasItAndAMissingTierIsAdmitted() {
        Instant now = Instant.now();
        primary.holds(entry("a", 1, report(20, 31, 1), now));
        memory.holds(entry("a", 2, report(30, 31, 1), now));
        assertThat(client.call("chaintier_nodes")
                        .result()
                        .get("nodes")
                        .get(0)
                        .get("behind")
                        .asInt())
                .isZero();

        memory.goesDown();

        JsonNode answer = client.call("chaintier_nodes").result();
        assertThat(answer.get("complete").asBoolean()).isFalse();
        assertThat(answer.get("nodes").get(0).get("behind").asInt()).isEqualTo(10);
    }

    @Test
    void noTierMeansNoAnswerAndNotNoNodes() {
        memory.goesDown();
        primary.goesDown();

        assertThat(client.call("chaintier_nodes").errorCode()).isEqualTo(-32002);
        assertThat(client.call("chaintier_states", "nodes").errorCode()).isEqualTo(-32002);
    }

    @Test
    void stateIsReadByNamespaceAndKey() {
        primary.holds(state("own", "a", 7, Optional.of(bytes("{\"x\":1}"))));
        primary.holds(state("own", "b", 8, Optional.of(bytes("\u0001"))));
        primary.holds(state("own", "c", 9, Optional.empty()));

        JsonNode json = client.call("chaintier_state", "own", "a").result();
        JsonNode binary = client.call("chaintier_state", "own", "b").result();
        JsonNode removed = client.call("chaintier_state", "own", "c").result();

        assertThat(json.get("version").asLong()).isEqualTo(7);
        assertThat(json.get("value").asText()).isEqualTo("0x7b2278223a317d");
        assertThat(json.get("json").get("x").asInt()).isEqualTo(1);
        assertThat(binary.get("value").asText()).isEqualTo("0x01");
        assertThat(binary.has("json")).isFalse();
        assertThat(removed.get("value").isNull()).isTrue();
        assertThat(client.call("chaintier_state", "own", "d").result().isNull()).isTrue();
        assertThat(client.call("chaintier_states", "own")
                        .result()
                        .get("entries")
                        .findValuesAsText("key"))
                .containsExactly("a", "b", "c");
    }

    @Test
    void namespaceTooLargeToListIsALimitNotATimeout() {
        for (int i = 0; i <= 1_000; i++) {
            primary.holds(state("many", "key" + i, i, Optional.empty()));
        }

        Response response = client.call("chaintier_states", "many");

        assertThat(response.errorCode()).isEqualTo(-32005);
        assertThat(response.errorMessage()).contains("has 1001 keys");
    }

    @Test
    void namespaceMustBeText() {
        assertThat(client.call("chaintier_states", 7).errorMessage())
                .isEqualTo("params[0] (namespace) is 7: expected text");
    }

    private static List<String> remarks(JsonNode answer, int node) {
        List<String> remarks = new ArrayList<>();
        answer.get("nodes").get(node).get("remarks").forEach(remark -> remarks.add(remark.asText()));
        return remarks;
    }

    /** Of a node whose blocks are others than the canonical ones from {@code firstOwn} on. */
    private Optional<Bytes> report(int head, int firstOwn, int peers) {
        List<BlockRef> blocks = new ArrayList<>(List.of(own(head, firstOwn)));
        NodeReport.numbersBelow(head).forEach(number -> blocks.add(own(number.intValue(), firstOwn)));
        NodeStatus status = new NodeStatus(
                Optional.of("test/1"),
                Optional.of(blocks.get(0)),
                Optional.empty(),
                OptionalLong.of(peers),
                Optional.empty());
        return Optional.of(
                NodeReportJson.encode(new NodeReport(status, blocks, Optional.empty(), Duration.ofMinutes(1))));
    }

    private BlockRef own(int number, int firstOwn) {
        return number < firstOwn ? canonical.get(number) : new BlockRef(number, Hash.of(new byte[] {(byte) number}));
    }

    private static StateEntry entry(String name, long version, Optional<Bytes> report, Instant at) {
        return new StateEntry(CHAIN, NodeReport.NAMESPACE, name, version, "test", at, report);
    }

    private static StateEntry state(String namespace, String key, long version, Optional<Bytes> value) {
        return new StateEntry(CHAIN, namespace, key, version, "test", Instant.EPOCH, value);
    }

    private static Bytes bytes(String text) {
        return Bytes.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
