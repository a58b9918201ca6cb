package io.chaintier.e2e.drill;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The tool of the drills does to a connection what it says, and no more. */
@Timeout(30)
class FaultProxyTest {
    private final ByteArrayOutputStream arrived = new ByteArrayOutputStream();
    private ServerSocket server;
    private FaultProxy proxy;

    @BeforeEach
    void startServerThatAnswersEachByte() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        proxy = FaultProxy.before((InetSocketAddress) server.getLocalSocketAddress());
        Thread acceptor = new Thread(this::acceptAll, "echo");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        server.close();
    }

    @Test
    void untilToldOtherwiseItPassesEverything() throws IOException {
        try (Socket client = connect()) {
            assertThat(ask(client, "hello")).isEqualTo("hello");
        }
    }

    @Test
    void afterACutTheServerHasExactlyTheseBytesAndTheClientIsReset() throws IOException {
        try (Socket client = connect()) {
            ask(client, "x");
            proxy.cutAfter(5);

            assertThatThrownBy(() -> {
                        client.getOutputStream().write("0123456789".getBytes(US_ASCII));
                        while (client.getInputStream().read() >= 0) {
                            // Answers that were under way.
                        }
                    })
                    .isInstanceOf(SocketException.class);
        }
        await().atMost(Duration.ofSeconds(5)).until(() -> arrived().length() == 6);
        assertThat(arrived()).isEqualTo("x01234");
        try (Socket next = connect()) {
            assertThat(ask(next, "again")).isEqualTo("again");
        }
    }

    @Test
    void halfOpenItTakesEverythingAndAnswersNothingUntilItPassesAgain() throws IOException {
        try (Socket old = connect()) {
            ask(old, "x");
            proxy.swallow();
            old.setSoTimeout(200);

            old.getOutputStream().write("lost".getBytes(US_ASCII));
            assertThatThrownBy(() -> old.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            try (Socket young = connect()) {
                young.setSoTimeout(200);
                young.getOutputStream().write("lost".getBytes(US_ASCII));
                assertThatThrownBy(() -> young.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            }

            proxy.pass();
            try (Socket next = connect()) {
                assertThat(ask(next, "y")).isEqualTo("y");
            }
        }
        assertThat(arrived()).isEqualTo("xy");
    }

    @Test
    void refusingItEndsConnectionsAndTakesNoNewOnesUntilItPassesAgain() throws IOException {
        try (Socket client = connect()) {
            ask(client, "x");

            proxy.refuse();

            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
            assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
        }
        proxy.pass();
        try (Socket client = connect()) {
            assertThat(ask(client, "y")).isEqualTo("y");
        }
    }

    @Test
    void aDelayHoldsBothDirectionsAndAThrottleSpreadsBytesOverTime() throws IOException {
        try (Socket client = connect()) {
            proxy.delay(Duration.ofMillis(100));
            assertThat(millisToAsk(client, "slow")).isBetween(200L, 5_000L);

            proxy.pass();
            proxy.throttle(1_000);
            assertThat(millisToAsk(client, "b".repeat(300))).isBetween(300L, 5_000L);
        }
    }

    private long millisToAsk(Socket client, String text) throws IOException {
        long started = System.nanoTime();
        assertThat(ask(client, text)).isEqualTo(text);
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
    }

    private Socket connect() throws IOException {
        return new Socket(proxy.address().getAddress(), proxy.address().getPort());
    }

    private static String ask(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(US_ASCII));
        return new String(client.getInputStream().readNBytes(text.length()), US_ASCII);
    }

    private String arrived() {
        synchronized (arrived) {
            return arrived.toString(US_ASCII);
        }
    }

    private void acceptAll() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread echo = new Thread(() -> echo(socket));
                echo.setDaemon(true);
                echo.start();
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private void echo(Socket socket) {
        try (socket) {
            for (int next = socket.getInputStream().read();
                    next >= 0;
                    next = socket.getInputStream().read()) {
                synchronized (arrived) {
                    arrived.write(next);
                }
                socket.getOutputStream().write(next);
            }
        } catch (IOException e) {
            // Reset.
        }
    }
}
