package io.chaintier.gateway;

import static io.chaintier.gateway.EvmBlocks.address;
import static io.chaintier.gateway.EvmBlocks.block;
import static io.chaintier.gateway.EvmBlocks.hash;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chaintier.gateway.EvmBlocks.Log;
import io.chaintier.gateway.RpcClient.Response;
import io.chaintier.gateway.read.Tier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code eth_newFilter} and its kin: what happened since, each exactly once (B1, B2). */
class FilterTest {
    private final FakeTier primary = new FakeTier();
    private final FakeTopic kafka = new FakeTopic();
    private final LiveChain chain = new LiveChain(kafka, primary);
    private final List<String> seen = new ArrayList<>();
    private TestGateway gateway;
    private RpcClient client;

    private void start(String... settings) {
        chain.append(block(1, 0, 0)).old();
        gateway = TestGateway.following(kafka, Map.of(Tier.PRIMARY, primary), settings);
        client = gateway.client();
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void aBlockFilterGivesTheHashesOfNewHeadsOnce() {
        start();
        String id = client.call("eth_newBlockFilter").result().textValue();
        assertThat(client.call("eth_getFilterChanges", id).result()).isEmpty();
        chain.append(block(2, 0, 0)).append(block(3, 0, 0)).happens();
        assertComing(id, hash(2, 0), hash(3, 0));

        chain.revert().append(block(3, 7, 0)).happens();
        assertComing(id, hash(3, 7));
        assertThat(client.call("eth_getFilterChanges", id).result()).isEmpty();
    }

    @Test
    void aLogFilterGivesNewLogsAndThoseThatWereRemoved() {
        start();
        String id = client.call("eth_newFilter", Map.of("address", address(1)))
                .result()
                .textValue();
        chain.append(block(2, 0, 0, new Log(1, 1), new Log(2, 2), new Log(1, 3)))
                .happens();
        assertComing(id, hash(2, 0) + " 0x0", hash(2, 0) + " 0x2");

        chain.revert().append(block(2, 7, 0, new Log(2, 2), new Log(1, 1))).happens();
        assertComing(id, hash(2, 0) + " 0x2 removed", hash(2, 0) + " 0x0 removed", hash(2, 7) + " 0x1");
    }

    @Test
    void aLogFilterIsAlsoAnsweredFromWhatIsStored() {
        start();
        chain.append(block(2, 0, 0, new Log(1, 1), new Log(2, 2))).happens();
        Map<String, Object> wanted = Map.of("address", address(1), "fromBlock", "0x1", "toBlock", "latest");
        String id = client.call("eth_newFilter", wanted).result().textValue();

        JsonNode stored = client.call("eth_getFilterLogs", id).result();

        assertThat(stored).hasSize(1);
        assertThat(stored).isEqualTo(client.call("eth_getLogs", wanted).result());
    }

    @Test
    void aLogFilterKeepsToItsRangeOfBlocks() {
        start();
        String id = client.call("eth_newFilter", Map.of("fromBlock", "0x3", "toBlock", "0x4"))
                .result()
                .textValue();
        for (int number = 2; number <= 6; number++) {
            chain.append(block(number, 0, 0, new Log(1, 1)));
        }
        chain.happens();

        assertComing(id, hash(3, 0) + " 0x0", hash(4, 0) + " 0x0");
    }

    @Test
    void aFilterThatWasPassedSaysSoAndIsGone() {
        start("gateway.feed.kept.changes", "4");
        String id = client.call("eth_newBlockFilter").result().textValue();
        String other = client.call("eth_newBlockFilter").result().textValue();
        chain.append(block(2, 0, 0)).append(block(3, 0, 0)).happens();
        assertComing(other, hash(2, 0), hash(3, 0));
        for (int number = 4; number < 7; number++) {
            chain.append(block(number, 0, 0));
        }
        chain.happens();
        assertComing(other, hash(4, 0), hash(5, 0), hash(6, 0));

        Response passed = client.call("eth_getFilterChanges", id);

        assertThat(passed.errorCode()).isEqualTo(-32000);
        assertThat(passed.errorMessage()).startsWith("filter is gone, make a new one: too slow");
        assertThat(client.call("eth_getFilterChanges", id).errorMessage()).isEqualTo("filter not found");
    }

    @Test
    void aFilterThatNobodyAsksForIsForgotten() {
        start("gateway.filters.life.ms", "300");
        String id = client.call("eth_newBlockFilter").result().textValue();
        assertThat(client.call("eth_getFilterChanges", id).result()).isEmpty();

        await().until(() -> client.get("/stats").json().at("/listeners/filters").intValue() == 0);

        assertThat(client.call("eth_getFilterChanges", id).errorMessage()).isEqualTo("filter not found");
    }

    @Test
    void filtersAreNamedByTheirIdsAloneAndBounded() {
        start("gateway.filters.max", "2");
        String first = client.call("eth_newBlockFilter").result().textValue();
        client.call("eth_newBlockFilter").result();
        assertThat(client.call("eth_newBlockFilter").errorCode()).isEqualTo(-32005);

        assertThat(client.call("eth_uninstallFilter", first).result().booleanValue())
                .isTrue();
        assertThat(client.call("eth_uninstallFilter", first).result().booleanValue())
                .isFalse();
        String third = client.call("eth_newBlockFilter").result().textValue();
        assertThat(client.call("eth_getFilterChanges", third).result()).isEmpty();
        assertThat(client.call("eth_getFilterLogs", third).errorMessage()).isEqualTo("filter not found");
        assertThat(client.call("eth_getFilterChanges", "0x1").errorMessage()).isEqualTo("filter not found");
        assertThat(client.call("eth_getFilterChanges", 1).errorCode()).isEqualTo(-32602);
        Response pool = client.call("eth_newPendingTransactionFilter");
        assertThat(pool.errorCode()).isEqualTo(-32601);
        assertThat(pool.errorMessage()).contains("no transaction pool");
    }

    /** Asks until so much has come, and compares. */
    private void assertComing(String id, String... expected) {
        seen.clear();
        await().untilAsserted(() -> {
            client.call("eth_getFilterChanges", id).result().forEach(value -> seen.add(shown(value)));
            assertThat(seen).hasSizeGreaterThanOrEqualTo(expected.length);
        });
        assertThat(seen).containsExactly(expected);
    }

    private static String shown(JsonNode value) {
        return value.isTextual()
                ? value.textValue()
                : value.get("blockHash").textValue() + " "
                        + value.get("logIndex").textValue()
                        + (value.get("removed").booleanValue() ? " removed" : "");
    }
}
