package io.chaintier.gateway;

import static io.chaintier.gateway.RpcClient.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.chaintier.config.Settings;
import io.chaintier.config.SettingsException;
import io.chaintier.event.ChainId;
import io.chaintier.gateway.RealBlocks.Sample;
import io.chaintier.gateway.RpcClient.Response;
import io.chaintier.gateway.read.Tier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** B2: a client needs one URL only; what is not answered here another node answers. */
class PassedOnTest {
    private static final ChainId CHAIN = ChainId.parse("eip155:1");

    private final List<Sample> samples = RealBlocks.of("mainnet-1000040-1000050.ndjson");
    private final FakeNode node = new FakeNode();
    private final List<TestGateway> gateways = new ArrayList<>();

    @AfterEach
    void stop() {
        node.close();
        gateways.forEach(TestGateway::close);
    }

    @Test
    void aMethodThatIsNotHereIsAnsweredByTheNodeAndTheIdIsTheClients() {
        node.answers("eth_getBalance", "\"0x12\"");

        Response response = gateway()
                .post(
                        "/",
                        "{\"jsonrpc\":\"2.0\",\"id\":\"mine\",\"method\":\"eth_getBalance\",\"params\":[\"0xab\",\"latest\"]}");

        assertThat(response.json().toString()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":\"mine\",\"result\":\"0x12\"}");
        assertThat(response.tiers()).isEqualTo("upstream");
        assertThat(response.header("X-Chaintier-Finality")).isEqualTo("unknown");
        assertThat(node.requests()).hasSize(1);
        assertThat(node.requests().get(0).get("params").toString()).isEqualTo("[\"0xab\",\"latest\"]");
    }

    @Test
    void theNodesErrorComesBackAsItIs() {
        node.refuses("eth_call", "{\"code\":3,\"message\":\"execution reverted: no\",\"data\":\"0x08c379a0\"}");

        Response response = gateway().call("eth_call", Map.of("to", "0xab"), "latest");

        assertThat(response.json().get("error").toString())
                .isEqualTo("{\"code\":3,\"message\":\"execution reverted: no\",\"data\":\"0x08c379a0\"}");
    }

    @Test
    void aBatchMixesBothAndTheNodeIsAskedOnce() {
        node.answers("eth_getBalance", "\"0x1\"").answers("eth_getCode", "\"0x60\"");

        Response response = batch(
                gateway(),
                request(1, "eth_getBalance", "0xab", "latest"),
                request(2, "eth_chainId"),
                request(3, "eth_getCode", "0xab", "latest"),
                request(4, "eth_getBlockByNumber", "latest", false),
                request(5, "admin_peers"));

        assertThat(response.json().findValuesAsText("id")).containsExactly("1", "2", "3", "4", "5");
        assertThat(response.json().at("/0/result").asText()).isEqualTo("0x1");
        assertThat(response.json().at("/1/result").asText()).isEqualTo("0x1");
        assertThat(response.json().at("/2/result").asText()).isEqualTo("0x60");
        assertThat(response.json().at("/3/result/number").asText()).isEqualTo("0xf4272");
        assertThat(response.json().at("/4/error/code").asInt()).isEqualTo(-32601);
        assertThat(response.tiers()).isEqualTo("primary, upstream");
        assertThat(node.requests()).hasSize(1);
    }

    @Test
    void aNodeThatRefusesTheBatchRefusesEachOfItsCalls() {
        RpcClient client = gateway();
        node.answers("eth_getBalance", "\"0x1\"");
        client.call("eth_getBalance", "0xab", "latest");
        node.isBehindABrokenProxy(
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32600,\"message\":\"batch too large\"}}");

        Response response = batch(client, request(1, "eth_getBalance"), request(2, "eth_getBalance"));

        assertThat(response.json().findValuesAsText("message")).containsExactly("batch too large", "batch too large");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "eth_sendTransaction",
                "eth_sign",
                "eth_signTypedData_v4",
                "admin_addPeer",
                "personal_unlockAccount",
                "debug_traceTransaction",
                "miner_start"
            })
    void whatUsesANodesKeysOrRunsItIsNotPassedOn(String method) {
        Response response = gateway().call(method);

        assertThat(response.errorCode()).isEqualTo(-32601);
        assertThat(response.errorMessage()).contains("there is no method \"" + method + "\" here", "nor passed on");
        assertThat(node.requests()).isEmpty();
    }

    @Test
    void whichMethodsAreIsConfigured() {
        node.answers("debug_traceTransaction", "{}");
        RpcClient client = gateway(
                "gateway.upstream.methods", "debug_trace*,eth_call", "gateway.upstream.methods.denied", "eth_call");

        assertThat(client.call("debug_traceTransaction", "0xab").result().isObject())
                .isTrue();
        assertThat(client.call("eth_call").errorCode()).isEqualTo(-32601);
        assertThat(client.call("eth_getBalance").errorCode()).isEqualTo(-32601);
    }

    @Test
    void whatIsKnownToExistButIsNotStoredTheNodeAnswers() {
        node.answers("eth_getUncleByBlockNumberAndIndex", "{\"number\":\"0xf4269\"}")
                .answers("debug_getRawBlock", "\"0xf9\"");
        RpcClient client = gateway();

        assertThat(client.call("eth_getUncleByBlockNumberAndIndex", "0xf426a", "0x0")
                        .result()
                        .get("number")
                        .asText())
                .isEqualTo("0xf4269");
        assertThat(client.call("debug_getRawBlock", "0xf426a").tiers()).isEqualTo("upstream");
        assertThat(client.call("eth_getUncleByBlockNumberAndIndex", "0xf426a", "0x1")
                        .tiers())
                .isEqualTo("primary");
    }

    @Test
    void whatStoresCannotAnswerNowIsNotPassedOnForTheNodeMayBeElsewhere() {
        FakeTier down = new FakeTier();
        down.goesDown();
        RpcClient client = gateway(down);

        assertThat(client.callAt("/eip155:1", "eth_blockNumber").errorCode()).isEqualTo(-32002);
        assertThat(node.requests()).isEmpty();
    }

    @Test
    void aNodeOfAnotherChainIsRefused() {
        node.answers("eth_chainId", "\"0x5\"").answers("eth_getBalance", "\"0x1\"");

        Response response = gateway().call("eth_getBalance", "0xab", "latest");

        assertThat(response.errorCode()).isEqualTo(-32002);
        assertThat(response.errorMessage())
                .contains("127.0.0.1 is not a node of eip155:1: it says that its chain id is \"0x5\"");
        assertThat(node.requests()).isEmpty();
    }

    @Test
    void aNodeThatIsDownIsAnErrorAndSoonNotAskedAnyMore() {
        RpcClient client = gateway("gateway.breaker.failures", "2");
        node.close();

        assertThat(client.call("eth_getBalance").errorMessage()).startsWith("not available now: upstream: 127.0.0.1");
        assertThat(client.call("eth_getBalance").errorCode()).isEqualTo(-32002);
        assertThat(client.call("eth_getBalance").errorMessage()).contains("failed several times in a row");
    }

    @Test
    void aNodeThatHangsIsNotWaitedForLongerThanItsTime() {
        node.hangs();

        Response response = gateway("gateway.upstream.timeout.ms", "200").call("eth_getBalance");

        assertThat(response.errorMessage()).contains("127.0.0.1 did not answer within 200 ms");
    }

    @Test
    void theTimeOfTheRequestCountsToo() {
        node.hangs();

        Response response = gateway("gateway.request.timeout.ms", "200").call("eth_getBalance");

        assertThat(response.errorMessage()).matches(".*127.0.0.1 did not answer within \\d{1,3} ms");
    }

    @Test
    void moreThanSoManyRequestsAtATimeAreRefused() {
        RpcClient client = gateway("gateway.upstream.concurrent.requests", "1");
        node.answers("eth_getBalance", "\"0x1\"");
        client.call("eth_getBalance");
        CountDownLatch gate = node.hangs();
        CompletableFuture<Response> first = CompletableFuture.supplyAsync(() -> client.call("eth_getBalance"));
        Awaitility.await().until(() -> node.requests().size() == 2);

        Response second = client.call("eth_getBalance");

        assertThat(second.errorCode()).isEqualTo(-32005);
        assertThat(second.errorMessage()).contains("busy");
        gate.countDown();
        assertThat(first.join().result().asText()).isEqualTo("0x1");
    }

    @Test
    void aProxysPageIsNoAnswer() {
        node.isBehindABrokenProxy("<html>Bad gateway</html>");

        assertThat(gateway().call("eth_getBalance").errorMessage())
                .contains("answered HTTP status 502 and no JSON-RPC");
    }

    @Test
    void anAnswerThatIsTooLargeIsCutOff() {
        node.answers("eth_getBalance", "\"" + "0".repeat(5000) + "\"");

        assertThat(gateway("gateway.upstream.max.response.bytes", "2048")
                        .call("eth_getBalance")
                        .errorMessage())
                .contains("answered more than 2048 bytes");
    }

    @Test
    void eachChainCanHaveANodeOfItsOwn() {
        node.answers("eth_getBalance", "\"0x7\"");
        RpcClient client =
                gateway("gateway.upstream.url", "eip155:1=" + node.url() + ",eip155:5=http://nobody.invalid");

        assertThat(client.call("eth_getBalance").result().asText()).isEqualTo("0x7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://secret@node",
                "node:8545",
                "http://a.example,http://b.example",
                "eip155:1=secret",
                "http://"
            })
    void aUrlThatIsNoneIsRefusedWithoutShowingIt(String urls) {
        assertThatThrownBy(() -> GatewayConfig.from(Settings.of(Map.of("gateway.upstream.url", urls))))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("gateway.upstream.url")
                .hasMessageContaining("expected")
                .hasMessageNotContaining("secret");
    }

    private RpcClient gateway(String... settings) {
        return gateway(new FakeTier().has(RealBlocks.events(CHAIN, samples)), settings);
    }

    private RpcClient gateway(FakeTier primary, String... settings) {
        List<String> all = new ArrayList<>(List.of("gateway.upstream.url", node.url(), "gateway.chains", "eip155:1"));
        all.addAll(List.of(settings));
        TestGateway gateway = TestGateway.over(Map.of(Tier.PRIMARY, primary), all.toArray(String[]::new));
        gateways.add(gateway);
        return gateway.client();
    }

    private static Response batch(RpcClient client, JsonNode... calls) {
        return client.post(
                "/", RealBlocks.JSON.createArrayNode().addAll(List.of(calls)).toString());
    }
}
