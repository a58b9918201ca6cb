package io.chaintier.gateway;

import static io.chaintier.gateway.EvmBlocks.address;
import static io.chaintier.gateway.EvmBlocks.block;
import static io.chaintier.gateway.EvmBlocks.hash;
import static io.chaintier.gateway.EvmBlocks.topic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chaintier.event.Block;
import io.chaintier.gateway.EvmBlocks.Log;
import io.chaintier.gateway.WsClient.Closed;
import io.chaintier.gateway.read.Tier;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code eth_subscribe} over WebSocket, fed from the topic (B1, B2, I7). */
class SubscriptionTest {
    private final FakeTier primary = new FakeTier();
    private final FakeTopic kafka = new FakeTopic();
    private final LiveChain chain = new LiveChain(kafka, primary);
    private TestGateway gateway;

    @AfterEach
    void stop() {
        gateway.close();
    }

    private WsClient client(String... settings) {
        chain.append(block(1, 0, 0)).old();
        gateway = TestGateway.following(kafka, Map.of(Tier.PRIMARY, primary), settings);
        return new WsClient(gateway.port());
    }

    @Test
    void newHeadsAreHeadersAsANodeSendsThem() {
        try (WsClient client = client()) {
            String id = client.call("eth_subscribe", "newHeads").textValue();
            chain.append(block(2, 0, 0, new Log(1, 1))).happens();

            JsonNode head = client.notification(id);

            JsonNode block = client.call("eth_getBlockByNumber", "0x2", false);
            assertThat(head.get("hash").textValue()).isEqualTo(hash(2, 0));
            assertThat(head.get("number").textValue()).isEqualTo("0x2");
            head.properties()
                    .forEach(field ->
                            assertThat(field.getValue()).as(field.getKey()).isEqualTo(block.get(field.getKey())));
            assertThat(head.has("transactions") || head.has("uncles") || head.has("size"))
                    .isFalse();
        }
    }

    @Test
    void whoIsToldOfAHeadFindsItHoweverFarTheStoresAreBehind() {
        try (WsClient client = client()) {
            String id = client.call("eth_subscribe", "newHeads").textValue();
            chain.append(block(2, 0, 0)).said();
            await().untilAsserted(() -> assertThat(gateway.client()
                            .get("/stats")
                            .json()
                            .at("/feed/chains/eip155:1/held")
                            .intValue())
                    .isEqualTo(1));
            assertThat(client.hasMessages()).isFalse();

            chain.stored();

            assertThat(client.notification(id).get("number").textValue()).isEqualTo("0x2");
            assertThat(client.call("eth_blockNumber").textValue()).isEqualTo("0x2");
            assertThat(client.call("eth_getBlockByNumber", "0x2", false).isNull())
                    .isFalse();
        }
    }

    @Test
    void aReorganisationRemovesLogsFromTheTopDownAndAnnouncesEveryNewBlock() {
        try (WsClient client = client();
                WsClient heads = new WsClient(gateway.port())) {
            String logs = client.call("eth_subscribe", "logs").textValue();
            String newHeads = heads.call("eth_subscribe", "newHeads").textValue();
            chain.append(block(2, 0, 0, new Log(1, 1), new Log(2, 2)))
                    .append(block(3, 0, 0, new Log(3, 3)))
                    .happens();
            assertLog(client.notification(logs), hash(2, 0), 1, false);
            assertLog(client.notification(logs), hash(2, 0), 2, false);
            assertLog(client.notification(logs), hash(3, 0), 3, false);

            chain.revert()
                    .revert()
                    .append(block(2, 7, 0, new Log(4, 4)))
                    .append(block(3, 7, 7))
                    .happens();

            assertLog(client.notification(logs), hash(3, 0), 3, true);
            assertLog(client.notification(logs), hash(2, 0), 2, true);
            assertLog(client.notification(logs), hash(2, 0), 1, true);
            assertLog(client.notification(logs), hash(2, 7), 4, false);
            for (String hash : List.of(hash(2, 0), hash(3, 0), hash(2, 7), hash(3, 7))) {
                assertThat(heads.notification(newHeads).get("hash").textValue()).isEqualTo(hash);
            }
        }
    }

    private static void assertLog(JsonNode log, String block, int address, boolean removed) {
        assertThat(log.get("blockHash").textValue()).as("%s", log).isEqualTo(block);
        assertThat(log.get("address").textValue()).as("%s", log).isEqualTo(address(address));
        assertThat(log.get("removed").booleanValue()).as("%s", log).isEqualTo(removed);
    }

    @Test
    void logsAreThoseThatTheFilterAsksFor() {
        try (WsClient client = client()) {
            Map<String, Object> filter = Map.of(
                    "address", List.of(address(1), address(2)),
                    "topics", List.of(List.of(topic(5), topic(6))));
            String some = client.call("eth_subscribe", "logs", filter).textValue();
            chain.append(block(2, 0, 0, new Log(1, 5), new Log(1, 7), new Log(2, 6), new Log(3, 5)))
                    .happens();

            assertThat(client.notification(some).get("logIndex").textValue()).isEqualTo("0x0");
            assertThat(client.notification(some).get("logIndex").textValue()).isEqualTo("0x2");
            assertThat(client.call("eth_unsubscribe", some).booleanValue()).isTrue();
            chain.append(block(3, 0, 0, new Log(1, 5))).happens();
            await().untilAsserted(() ->
                    assertThat(client.call("eth_blockNumber").textValue()).isEqualTo("0x3"));
            assertThat(client.ask("eth_unsubscribe", some).at("/error/message").textValue())
                    .isEqualTo("subscription not found");
        }
    }

    @Test
    void whatCannotBeSubscribedToIsSaid() {
        try (WsClient client = client("gateway.websocket.max.subscriptions", "2")) {
            JsonNode pending = client.ask("eth_subscribe", "newPendingTransactions");
            assertThat(pending.at("/error/code").intValue()).isEqualTo(-32601);
            assertThat(pending.at("/error/message").textValue()).contains("no transaction pool");
            assertThat(client.ask("eth_subscribe", "nonsense").at("/error/code").intValue())
                    .isEqualTo(-32601);
            assertThat(client.ask("eth_subscribe").at("/error/code").intValue()).isEqualTo(-32602);
            assertThat(client.ask("eth_subscribe", "logs", Map.of("address", "0x12"))
                            .at("/error/message")
                            .textValue())
                    .startsWith("params[1] (filter).address is \"0x12\": expected an address of 20 bytes");

            String syncing = client.call("eth_subscribe", "syncing").textValue();
            assertThat(client.notification(syncing).booleanValue()).isFalse();
            client.call("eth_subscribe", "newHeads");
            assertThat(client.ask("eth_subscribe", "newHeads").at("/error/code").intValue())
                    .isEqualTo(-32005);
            RpcClient.Response overHttp = gateway.client().call("eth_subscribe", "newHeads");
            assertThat(overHttp.errorCode()).isEqualTo(-32601);
            assertThat(overHttp.errorMessage()).startsWith("notifications not supported");
        }
    }

    @Test
    void aClientThatDoesNotReadIsCutOffAndNobodyElseNotices() {
        Log[] many = new Log[1000];
        Arrays.fill(many, new Log(1, 1));
        chain.append(block(1, 0, 0)).old();
        gateway = TestGateway.following(
                kafka,
                Map.of(Tier.PRIMARY, primary),
                "gateway.feed.kept.changes",
                "8",
                "gateway.websocket.unread.bytes",
                "4096");
        try (WsClient slow = new WsClient(gateway.port(), "/", 1);
                WsClient other = new WsClient(gateway.port())) {
            slow.send(RpcClient.request(1, "eth_subscribe", "logs").toString());
            assertThat(slow.next().has("result")).isTrue();
            String heads = other.call("eth_subscribe", "newHeads").textValue();
            for (int number = 2; number < 40; number++) {
                chain.append(block(number, 0, 0, many)).happens();
                assertThat(other.notification(heads).get("hash").textValue()).isEqualTo(hash(number, 0));
            }
            await().untilAsserted(() -> assertThat(gateway.client()
                            .get("/stats")
                            .json()
                            .at("/listeners/ended")
                            .intValue())
                    .isEqualTo(1));

            slow.readOn(Long.MAX_VALUE);

            Closed closed = slow.awaitClosed();
            assertThat(closed.code()).isEqualTo(1013);
            assertThat(closed.reason()).startsWith("too slow");
        }
    }

    @Test
    void manyClientsAreToldTheSame() {
        List<WsClient> clients = List.of();
        try (WsClient first = client("gateway.feed.kept.changes", "8")) {
            clients = IntStream.range(0, 50)
                    .mapToObj(index -> new WsClient(gateway.port()))
                    .toList();
            List<String> ids = clients.stream()
                    .map(client -> client.call("eth_subscribe", "newHeads").textValue())
                    .toList();
            for (int number = 2; number < 7; number++) {
                chain.append(block(number, 0, 0)).happens();
            }
            for (int i = 0; i < clients.size(); i++) {
                for (int number = 2; number < 7; number++) {
                    assertThat(clients.get(i)
                                    .notification(ids.get(i))
                                    .get("hash")
                                    .textValue())
                            .isEqualTo(hash(number, 0));
                }
            }
            assertThat(first.hasMessages()).isFalse();
        } finally {
            clients.forEach(WsClient::close);
        }
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(gateway.client()
                                .get("/stats")
                                .json()
                                .at("/listeners/subscriptions")
                                .intValue())
                        .isZero());
    }

    @Test
    void logsOfABlockWithoutKnownReceiptsEndTheConnectionWithTheReason() {
        try (WsClient client = client()) {
            client.call("eth_subscribe", "logs");
            Block block = block(2, 0, 0, new Log(1, 1));
            chain.append(new Block(
                            block.ref(),
                            block.parentHash(),
                            block.timestamp(),
                            block.bodyFormat(),
                            block.header(),
                            block.transactions(),
                            Optional.empty()))
                    .happens();

            Closed closed = client.awaitClosed();
            assertThat(closed.code()).isEqualTo(1011);
            assertThat(closed.reason()).startsWith("the receipts of block 2");
        }
    }

    @Test
    void withoutAFeedItIsSaidThatThereAreNoNews() {
        gateway = TestGateway.over(Map.of(Tier.PRIMARY, primary), "gateway.chains", "eip155:1");
        try (WsClient client = new WsClient(gateway.port())) {
            JsonNode answer = client.ask("eth_subscribe", "newHeads");

            assertThat(answer.at("/error/code").intValue()).isEqualTo(-32002);
            assertThat(answer.at("/error/message").textValue()).contains("gateway.feed.enabled=false");
        }
    }
}
