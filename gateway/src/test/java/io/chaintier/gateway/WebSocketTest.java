package io.chaintier.gateway;

import static io.chaintier.gateway.RpcClient.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chaintier.event.ChainId;
import io.chaintier.gateway.WsClient.Closed;
import io.chaintier.gateway.read.Tier;
import io.chaintier.storetestkit.ChainBuilder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The same methods over WebSocket, and what one connection may take (B2). */
class WebSocketTest {
    private static final ChainId CHAIN = ChainId.parse("eip155:1");

    private final FakeTier primary = new FakeTier()
            .has(new ChainBuilder(CHAIN).append(EvmBlocks.block(7, 0, 0)).events());

    @Test
    void callsBatchesAndNotificationsAreAnsweredAsOverHttp() {
        try (TestGateway gateway = gateway();
                WsClient client = new WsClient(gateway.port())) {
            assertThat(client.call("eth_chainId").textValue()).isEqualTo("0x1");
            assertThat(client.call("eth_blockNumber").textValue()).isEqualTo("0x7");

            client.send("{\"jsonrpc\":\"2.0\",\"method\":\"eth_chainId\"}");
            client.send("[" + request(8, "eth_chainId") + "," + request(9, "eth_nonsense") + "]");
            JsonNode batch = client.next();
            assertThat(batch.get(0).get("result").textValue()).isEqualTo("0x1");
            assertThat(batch.get(1).at("/error/code").intValue()).isEqualTo(-32601);

            client.send("{nonsense");
            assertThat(client.next().at("/error/code").intValue()).isEqualTo(-32700);
            client.sendBinary(request(10, "eth_chainId").toString().getBytes(StandardCharsets.UTF_8));
            assertThat(client.next().get("id").intValue()).isEqualTo(10);
        }
    }

    @Test
    void thePathNamesTheChain() {
        ChainId other = ChainId.parse("eip155:10");
        primary.has(new ChainBuilder(other).append(EvmBlocks.block(5, 0, 0)).events());
        try (TestGateway gateway = gateway();
                WsClient there = new WsClient(gateway.port(), "/eip155:10", Long.MAX_VALUE);
                WsClient nowhere = new WsClient(gateway.port())) {
            assertThat(there.call("eth_chainId").textValue()).isEqualTo("0xa");
            assertThat(nowhere.ask("eth_chainId").at("/error/message").textValue())
                    .isEqualTo("several chains are served here: post to /eip155:1, /eip155:10");
        }
    }

    @Test
    void aMessageAboveTheLimitEndsTheConnection() {
        try (TestGateway gateway = gateway("gateway.request.max.bytes", "2000");
                WsClient client = new WsClient(gateway.port())) {
            client.send(request(1, "eth_chainId", "x".repeat(3000)).toString());

            assertThat(client.awaitClosed()).isEqualTo(new Closed(1009, "Max frame length of 2000 has been exceeded."));
        }
    }

    @Test
    void noMoreIsReadOfAConnectionThanMayBeUnderWay() {
        CountDownLatch gate = primary.hangs();
        try (TestGateway gateway = gateway(
                        "gateway.websocket.max.requests", "4", "gateway.workers", "8", "gateway.chains", "eip155:1");
                WsClient client = new WsClient(gateway.port());
                WsClient other = new WsClient(gateway.port())) {
            for (int id = 0; id < 20; id++) {
                client.send(block(id, 100 + id));
            }
            await().until(() -> primary.calls() == 4);
            other.send(block(1, 7));
            await().until(() -> primary.calls() == 5);
            assertThat(client.hasMessages()).isFalse();

            gate.countDown();

            for (int count = 0; count < 20; count++) {
                assertThat(client.next().get("result").isNull()).isTrue();
            }
            assertThat(other.next().at("/result/number").textValue()).isEqualTo("0x7");
        }
    }

    private static String block(int id, int number) {
        return request(id, "eth_getBlockByNumber", "0x" + Integer.toHexString(number), false)
                .toString();
    }

    @Test
    void busyAndTimedOutAreSaidByTheIdOfTheCall() {
        CountDownLatch gate = primary.hangs();
        try (TestGateway gateway = gateway(
                        "gateway.workers", "1",
                        "gateway.waiting.requests", "1",
                        "gateway.request.timeout.ms", "300",
                        "gateway.chains", "eip155:1");
                WsClient client = new WsClient(gateway.port())) {
            client.send(request(1, "eth_blockNumber").toString());
            await().until(() -> primary.calls() == 1);
            client.send(request(2, "eth_blockNumber").toString());
            client.send(request(3, "eth_blockNumber").toString());

            JsonNode busy = client.next();
            assertThat(busy.get("id").intValue()).isEqualTo(3);
            assertThat(busy.at("/error/code").intValue()).isEqualTo(-32005);
            for (int count = 0; count < 2; count++) {
                JsonNode late = client.next();
                assertThat(late.get("id").intValue()).isIn(1, 2);
                assertThat(late.at("/error/message").textValue()).isEqualTo("request timed out");
            }
            gate.countDown();
        }
    }

    @Test
    void clientsArePingedAndTheGatewaySaysWhenItGoes() {
        WsClient client;
        try (TestGateway gateway = gateway("gateway.websocket.ping.ms", "300")) {
            client = new WsClient(gateway.port());
            await().until(() -> client.pings() >= 3);
            assertThat(gateway.client()
                            .get("/stats")
                            .json()
                            .at("/webSockets/open")
                            .intValue())
                    .isEqualTo(1);
        }

        assertThat(client.awaitClosed()).isEqualTo(new Closed(1001, "the gateway is stopping"));
    }

    @Test
    void aClientThatDoesNotAnswerPingsIsCutOff() {
        try (TestGateway gateway = gateway("gateway.websocket.ping.ms", "100");
                WsClient deaf = new WsClient(gateway.port(), "/", 0)) {
            await().until(() -> gateway.client()
                            .get("/stats")
                            .json()
                            .at("/webSockets/cutOff")
                            .intValue()
                    == 1);

            deaf.readOn(Long.MAX_VALUE);
            assertThat(deaf.awaitClosed().code()).isEqualTo(1013);
        }
    }

    @Test
    void thereAreNotMoreConnectionsThanAllowed() {
        try (TestGateway gateway = gateway("gateway.websocket.max.connections", "1");
                WsClient first = new WsClient(gateway.port())) {
            assertThat(handshake(gateway, Map.of())).isEqualTo(503);
            assertThat(first.call("eth_chainId").textValue()).isEqualTo("0x1");
        }
    }

    @Test
    void pagesOfOtherOriginsAreNotLetIn() {
        Map<String, String> page = Map.of("Origin", "https://example.org");
        try (TestGateway closed = gateway();
                TestGateway open = gateway("gateway.cors.origins", "https://example.org");
                TestGateway named = gateway("gateway.allowed.hosts", "gateway.example")) {
            assertThat(handshake(closed, page)).isEqualTo(403);
            assertThat(handshake(open, page)).isEqualTo(101);
            assertThat(handshake(open, Map.of("Origin", "https://example.com"))).isEqualTo(403);
            assertThat(handshake(named, Map.of())).isEqualTo(403);
        }
    }

    /** The HTTP status of an attempt to connect. */
    private static int handshake(TestGateway gateway, Map<String, String> headers) {
        WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
        headers.forEach(builder::header);
        try {
            builder.buildAsync(URI.create("ws://127.0.0.1:" + gateway.port() + "/"), new WebSocket.Listener() {})
                    .join()
                    .abort();
            return 101;
        } catch (CompletionException e) {
            return ((WebSocketHandshakeException) e.getCause()).getResponse().statusCode();
        }
    }

    private TestGateway gateway(String... settings) {
        return TestGateway.over(Map.of(Tier.PRIMARY, primary), settings);
    }
}
