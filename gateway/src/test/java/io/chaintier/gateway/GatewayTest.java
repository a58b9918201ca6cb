package io.chaintier.gateway;

import static io.chaintier.gateway.RpcClient.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.gateway.RealBlocks.Sample;
import io.chaintier.gateway.RpcClient.Response;
import io.chaintier.gateway.read.Tier;
import io.chaintier.store.StorePart;
import io.chaintier.storetestkit.ChainBuilder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Limits, failures, chains and forks, over HTTP. */
class GatewayTest {
    private static final ChainId MAINNET = ChainId.parse("eip155:1");

    private final FakeTier primary = new FakeTier();

    @Test
    void aBodyAboveTheLimitIsRefusedWithAnError() {
        try (TestGateway gateway = gateway("gateway.request.max.bytes", "2000")) {
            Response response = gateway.client().call("eth_chainId", "x".repeat(3000));

            assertThat(response.status()).isEqualTo(413);
            assertThat(response.errorCode()).isEqualTo(-32600);
            assertThat(response.errorMessage()).isEqualTo("request too large: at most 2000 bytes are read");
        }
    }

    @Test
    void whatABatchAsksForAboveTheLimitIsNotAnsweredButOneLargeBlockIs() {
        List<Sample> samples = RealBlocks.of("mainnet-990001-990016-some.ndjson");
        primary.has(RealBlocks.events(MAINNET, samples));
        JsonNode block = samples.get(0).json();
        ArrayNode batch = RealBlocks.JSON.createArrayNode();
        for (int id = 0; id < 3; id++) {
            batch.add(request(id, "eth_getBlockByHash", block.get("hash").asText(), true));
        }
        try (TestGateway gateway = gateway("gateway.batch.max.response.bytes", "1024")) {
            JsonNode answers = gateway.client().post("/", batch.toString()).json();

            assertThat(answers.get(0).get("result")).isEqualTo(block);
            assertThat(answers.get(1).at("/error/code").intValue()).isEqualTo(-32005);
            assertThat(answers.get(2).at("/error/message").textValue()).contains("response too large");
        }
    }

    @Test
    void aStoreThatHangsDoesNotHoldUpTheAnswer() {
        primary.has(someEvents());
        CountDownLatch gate = primary.hangs();
        try (TestGateway gateway = gateway("gateway.request.timeout.ms", "200", "gateway.chains", "eip155:1")) {
            Response single = gateway.client().call("eth_blockNumber");
            Response batch = gateway.client()
                    .post("/", "[" + request(5, "eth_blockNumber") + "," + request(6, "eth_chainId") + "]");

            assertThat(single.errorCode()).isEqualTo(-32002);
            assertThat(single.errorMessage()).isEqualTo("request timed out");
            assertThat(batch.json()).hasSize(2);
            assertThat(batch.json().get(1).get("id").intValue()).isEqualTo(6);
            assertThat(batch.json().get(1).at("/error/code").intValue()).isEqualTo(-32002);
            gate.countDown();
        }
    }

    @Test
    void aFullGatewaySaysBusyAndGoesOn() {
        primary.has(someEvents());
        CountDownLatch gate = primary.hangs();
        try (TestGateway gateway =
                gateway("gateway.workers", "1", "gateway.waiting.requests", "1", "gateway.chains", "eip155:1")) {
            CompletableFuture<Response> working = async(gateway);
            await().until(() -> primary.calls() == 1);
            CompletableFuture<Response> waiting = async(gateway);

            await().untilAsserted(() -> {
                Response busy = gateway.client().call("eth_chainId");
                assertThat(busy.status()).isEqualTo(429);
                assertThat(busy.errorCode()).isEqualTo(-32005);
                assertThat(busy.errorMessage()).startsWith("busy");
            });
            gate.countDown();
            assertThat(working.join().result().textValue()).isEqualTo("0xf424a");
            assertThat(waiting.join().result().textValue()).isEqualTo("0xf424a");
        }
    }

    @Test
    void whenNoTierAnswersTheErrorSaysWhy() {
        primary.goesDown();
        try (TestGateway gateway = gateway("gateway.chains", "eip155:1")) {
            Response response = gateway.client().call("eth_getBlockByNumber", "latest", false);

            assertThat(response.errorCode()).isEqualTo(-32002);
            assertThat(response.errorMessage()).isEqualTo("not available now: primary: taken down by the test");
            assertThat(gateway.client().get("/health/ready").status()).isEqualTo(503);
            assertThat(gateway.client().get("/health/live").status()).isEqualTo(200);
        }
    }

    @Test
    void severalChainsAreToldApartByThePath() {
        List<Sample> samples = RealBlocks.of("mainnet-1000001-1000010.ndjson");
        primary.has(RealBlocks.events(MAINNET, samples.subList(0, 3)));
        primary.has(RealBlocks.events(ChainId.parse("eip155:10"), samples.subList(3, 4)));
        primary.has(RealBlocks.events(ChainId.parse("cosmos:hub"), samples.subList(3, 4)));
        try (TestGateway gateway = gateway()) {
            RpcClient client = gateway.client();

            assertThat(client.callAt("/eip155:1", "eth_blockNumber").result().textValue())
                    .isEqualTo("0xf4243");
            assertThat(client.callAt("/eip155:10", "eth_chainId").result().textValue())
                    .isEqualTo("0xa");
            Response nowhere = client.callAt("/", "eth_chainId");
            assertThat(nowhere.status()).isEqualTo(404);
            assertThat(nowhere.errorCode()).isEqualTo(-32001);
            assertThat(nowhere.errorMessage())
                    .isEqualTo("several chains are served here: post to /cosmos:hub, /eip155:1, /eip155:10");
            assertThat(client.callAt("/eip155:7", "eth_chainId").errorMessage())
                    .isEqualTo("there is no chain \"eip155:7\" here: post to /cosmos:hub, /eip155:1, /eip155:10");
            assertThat(client.callAt("/cosmos:hub", "eth_chainId").errorMessage())
                    .isEqualTo("eth_chainId is for chains of the family eip155, not for cosmos:hub");
        }
    }

    @Test
    void anAbandonedBlockIsFoundByItsHashAndItsTransactionsAreNot() {
        List<Sample> samples = RealBlocks.of("mainnet-1000001-1000010.ndjson");
        Sample below = samples.get(0);
        Sample abandoned = samples.stream()
                .skip(1)
                .filter(sample -> !sample.block().transactions().isEmpty())
                .findFirst()
                .orElseThrow();
        primary.has(new ChainBuilder(MAINNET)
                .append(below.block())
                .append(abandoned.block())
                .revert()
                .events());
        String hash = abandoned.json().get("hash").asText();
        String number = abandoned.json().get("number").asText();
        String transaction = abandoned.json().at("/transactions/0/hash").asText();
        try (TestGateway gateway = gateway()) {
            RpcClient client = gateway.client();

            assertThat(client.call("eth_getBlockByHash", hash, true).result()).isEqualTo(abandoned.json());
            assertThat(client.call("eth_getBlockReceipts", hash).result())
                    .isEqualTo(abandoned.receipts().orElseThrow());
            assertThat(client.call("eth_getBlockByNumber", number, true)
                            .result()
                            .isNull())
                    .isTrue();
            assertThat(client.call("eth_getTransactionByHash", transaction)
                            .result()
                            .isNull())
                    .isTrue();
            assertThat(client.call("eth_getTransactionReceipt", transaction)
                            .result()
                            .isNull())
                    .isTrue();
            Response refused = client.call("eth_getBlockReceipts", Map.of("blockHash", hash, "requireCanonical", true));
            assertThat(refused.errorCode()).isEqualTo(-32000);
            assertThat(refused.errorMessage()).isEqualTo("block " + hash + " is not canonical");
        }
    }

    @Test
    void pagesTellChainsFiguresAndHealth() {
        primary.has(someEvents());
        try (TestGateway gateway = gateway()) {
            RpcClient client = gateway.client();
            client.call("eth_getBlockByNumber", "latest", false);

            assertThat(client.get("/").json().at("/chains/0/head/number").intValue())
                    .isEqualTo(1_000_010);
            assertThat(client.get("/stats").json().at("/tiers/primary/hits").intValue())
                    .isPositive();
            assertThat(client.get("/health/ready").json().toString())
                    .isEqualTo("{\"status\":\"UP\",\"checks\":[{\"name\":\"primary\",\"status\":\"UP\"}]}");
        }
    }

    @Test
    void statsSayOfEveryShardHowItIsAndWhy() {
        primary.has(someEvents());
        primary.consistsOf(
                new StorePart("block", "datacenter primary", StorePart.State.UP, ""),
                new StorePart("receipt", "cluster far, datacenter primary", StorePart.State.DOWN, "no route"));
        try (TestGateway gateway = gateway()) {
            assertThat(gateway.client()
                            .get("/stats")
                            .json()
                            .at("/shards/primary")
                            .toString())
                    .isEqualTo("[{\"type\":\"block\",\"place\":\"datacenter primary\",\"state\":\"UP\",\"why\":\"\"},"
                            + "{\"type\":\"receipt\",\"place\":\"cluster far, datacenter primary\",\"state\":\"DOWN\","
                            + "\"why\":\"no route\"}]");
        }
    }

    @Test
    void webPagesMayCallFromAllowedOriginsOnly() {
        primary.has(someEvents());
        try (TestGateway gateway = gateway("gateway.cors.origins", "https://example.org")) {
            assertThat(preflight(gateway, "https://example.org")).isEqualTo(204);
            assertThat(preflight(gateway, "https://example.com")).isEqualTo(403);
        }
    }

    @Test
    void otherNamesOfThisHostAreRefusedWhereTheyAreRestricted() {
        primary.has(someEvents());
        try (TestGateway gateway = gateway("gateway.allowed.hosts", "rpc.example.org")) {
            assertThat(gateway.client().get("/health/live").status()).isEqualTo(403);
        }
    }

    @Test
    void anAddressInUseIsNamed() {
        try (TestGateway first = gateway()) {
            assertThatThrownBy(() -> gateway("gateway.port", Integer.toString(first.port())))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot listen on 127.0.0.1:" + first.port());
            assertThat(primary.isClosed()).isTrue();
        }
    }

    private TestGateway gateway(String... settings) {
        return TestGateway.over(Map.of(Tier.PRIMARY, primary), settings);
    }

    private static List<ChainEvent> someEvents() {
        return RealBlocks.events(MAINNET, RealBlocks.of("mainnet-1000001-1000010.ndjson"));
    }

    private static CompletableFuture<Response> async(TestGateway gateway) {
        return CompletableFuture.supplyAsync(() -> gateway.client().call("eth_blockNumber"));
    }

    private static int preflight(TestGateway gateway, String origin) {
        return gateway.client()
                .send(HttpRequest.newBuilder(gateway.client().uri("/"))
                        .method("OPTIONS", BodyPublishers.noBody())
                        .header("Origin", origin)
                        .header("Access-Control-Request-Method", "POST")
                        .build())
                .status();
    }
}
