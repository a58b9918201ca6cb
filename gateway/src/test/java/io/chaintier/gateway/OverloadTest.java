package io.chaintier.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chaintier.event.ChainId;
import io.chaintier.gateway.RpcClient.Response;
import io.chaintier.gateway.read.Tier;
import io.chaintier.storetestkit.ChainBuilder;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** A gateway that is asked for more than its stores give: it bends and does not break (faults 60, 61). */
class OverloadTest {
    private static final ChainId CHAIN = ChainId.parse("eip155:1");

    private static final int CLIENTS = 200;
    private static final int REQUESTS = 3;

    private final FakeTier primary = new FakeTier();

    /** What became of one request. */
    private record Seen(int status, int error, long millis) {}

    @Test
    void underFarTooManyRequestsEachIsAnsweredInTimeAndAfterwardsAllIsWell() throws Exception {
        ChainBuilder history = new ChainBuilder(CHAIN);
        EvmBlocks.plain(1, 200, 0).forEach(history::append);
        primary.has(history.events());
        int timeoutMs = 1000;
        try (TestGateway gateway = gateway(
                "gateway.workers", "4",
                "gateway.waiting.requests", "40",
                "gateway.request.timeout.ms", String.valueOf(timeoutMs))) {
            primary.takes(Duration.ofMillis(100));
            List<Seen> seen = load(gateway, CLIENTS, REQUESTS);

            assertThat(seen).hasSize(CLIENTS * REQUESTS);
            // Refused at once, answered, or told that it took too long: nothing else. The bound is for slow machines.
            assertThat(seen).allMatch(one -> one.status() == 429 || one.status() == 200);
            assertThat(seen.stream().filter(one -> one.status() == 429)).isNotEmpty();
            assertThat(seen.stream().filter(one -> one.error() == 0)).isNotEmpty();
            assertThat(seen).allMatch(one -> one.error() == 0 || one.error() == -32005 || one.error() == -32002);
            assertThat(seen).allMatch(one -> one.millis() < timeoutMs + 30_000);

            primary.takes(Duration.ZERO);

            await().untilAsserted(() -> {
                Response block = gateway.client().call("eth_getBlockByNumber", "0x5", false);
                assertThat(block.result().get("hash").textValue()).isEqualTo(EvmBlocks.hash(5, 0));
            });
        }
    }

    /** So many clients at once, each asking so often for a block of its own. */
    private static List<Seen> load(TestGateway gateway, int clients, int requests) throws Exception {
        Queue<Seen> seen = new ConcurrentLinkedQueue<>();
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        CountDownLatch start = new CountDownLatch(1);
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            String number = "0x" + Integer.toHexString(1 + i);
            running.add(threads.submit(() -> {
                start.await();
                for (int count = 0; count < requests; count++) {
                    long before = System.nanoTime();
                    Response response = gateway.client().call("eth_getBlockByNumber", number, false);
                    long millis = Duration.ofNanos(System.nanoTime() - before).toMillis();
                    seen.add(new Seen(response.status(), response.errorCode(), millis));
                }
                return null;
            }));
        }
        start.countDown();
        for (Future<?> each : running) {
            each.get();
        }
        threads.shutdown();
        return List.copyOf(seen);
    }

    @Test
    void aHerdThatAsksTheSameIsOneReadOfTheStore() throws Exception {
        primary.has(new ChainBuilder(CHAIN).append(EvmBlocks.block(7, 0, 0)).events());
        CountDownLatch gate = primary.hangs();
        try (TestGateway gateway = gateway("gateway.workers", "32")) {
            ExecutorService threads = Executors.newFixedThreadPool(30);
            List<Future<Response>> herd = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                herd.add(
                        threads.submit(() -> gateway.client().call("eth_getBlockByHash", EvmBlocks.hash(7, 0), false)));
            }
            await().untilAsserted(() -> assertThat(gateway.client()
                            .get("/stats")
                            .json()
                            .get("sharedReads")
                            .intValue())
                    .isEqualTo(29));

            gate.countDown();

            for (Future<Response> each : herd) {
                assertThat(each.get().result().get("number").textValue()).isEqualTo("0x7");
            }
            assertThat(primary.blockReads()).isEqualTo(1);
            threads.shutdown();
        }
    }

    @Test
    void aStoreThatHangsHoldsNoWorkerLongerThanTheRequestMayTake() {
        primary.has(new ChainBuilder(CHAIN).append(EvmBlocks.block(7, 0, 0)).events());
        CountDownLatch gate = primary.hangs();
        try (TestGateway gateway = gateway("gateway.workers", "1", "gateway.request.timeout.ms", "300")) {
            Response late = gateway.client().call("eth_getBlockByNumber", "0x7", false);
            Response constant = gateway.client().call("eth_chainId");

            assertThat(late.errorCode()).isEqualTo(-32002);
            assertThat(late.errorMessage()).isEqualTo("request timed out");
            assertThat(constant.result().textValue()).isEqualTo("0x1");
            gate.countDown();
        }
    }

    @Test
    void whatAClientThatHasGoneAskedForIsNotWorkedOn() throws IOException {
        primary.has(new ChainBuilder(CHAIN).append(EvmBlocks.block(7, 0, 0)).events());
        CountDownLatch gate = primary.hangs();
        try (TestGateway gateway = gateway("gateway.workers", "1")) {
            Socket working = post(gateway, EvmBlocks.hash(7, 0));
            await().until(() -> primary.blockReads() == 1);
            Socket waiting = post(gateway, EvmBlocks.hash(8, 0));
            await().pollDelay(Duration.ofMillis(200)).until(() -> true);
            waiting.close();
            await().pollDelay(Duration.ofMillis(200)).until(() -> true);

            gate.countDown();

            // There is one worker, so what waited longest was looked at before this is answered.
            assertThat(gateway.client().call("eth_chainId").result().textValue())
                    .isEqualTo("0x1");
            assertThat(primary.blockReads()).isEqualTo(1);
            working.close();
        }
    }

    private static Socket post(TestGateway gateway, String hash) throws IOException {
        byte[] body = RpcClient.request(1, "eth_getBlockByHash", hash, false)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        Socket socket = new Socket("127.0.0.1", gateway.port());
        String head = "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: " + body.length + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(body);
        socket.getOutputStream().flush();
        return socket;
    }

    private TestGateway gateway(String... settings) {
        String[] all = new String[settings.length + 4];
        System.arraycopy(settings, 0, all, 0, settings.length);
        all[settings.length] = "gateway.chains";
        all[settings.length + 1] = CHAIN.toString();
        all[settings.length + 2] = "gateway.breaker.failures";
        all[settings.length + 3] = "1000";
        return TestGateway.over(Map.of(Tier.PRIMARY, primary), all);
    }
}
