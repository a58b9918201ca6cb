package io.chaintier.localchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class AnvilIT {
    private static AnvilProgram program;

    @TempDir
    Path directory;

    @BeforeAll
    static void install() {
        program = RealNode.orSkip("starting and ending a real node");
    }

    @Test
    void answersWithTheChainIdAndTheAccountsItWasGiven() {
        try (Anvil anvil =
                program.start(AnvilOptions.in(directory).withChainId(4242).withAccounts(3))) {
            assertThat(anvil.rpc().call("eth_chainId").asText()).isEqualTo("0x1092");
            assertThat(anvil.rpc().call("eth_accounts")).hasSize(3);
        }
    }

    @Test
    void minesOnlyWhenAskedUnlessToldOtherwise() {
        try (Anvil anvil = program.start(AnvilOptions.in(directory))) {
            String[] accounts = accounts(anvil);

            String transaction = sendOneWei(anvil, accounts[0], accounts[1]);

            assertThat(anvil.rpc()
                            .call("eth_getTransactionReceipt", transaction)
                            .isNull())
                    .isTrue();
            anvil.rpc().call("evm_mine");
            assertThat(anvil.rpc()
                            .call("eth_getTransactionReceipt", transaction)
                            .path("blockNumber")
                            .asText())
                    .isEqualTo("0x1");
        }
    }

    @Test
    void minesABlockForEachTransactionWhenToldTo() {
        try (Anvil anvil = program.start(AnvilOptions.in(directory).withMining(Mining.perTransaction()))) {
            String[] accounts = accounts(anvil);

            sendOneWei(anvil, accounts[0], accounts[1]);
            sendOneWei(anvil, accounts[0], accounts[1]);

            Awaitility.await().untilAsserted(() -> assertThat(headNumber(anvil)).isEqualTo(2));
        }
    }

    @Test
    void minesByTheClockWhenToldTo() {
        try (Anvil anvil = program.start(AnvilOptions.in(directory).withMining(Mining.every(Duration.ofSeconds(1))))) {
            Awaitility.await().untilAsserted(() -> assertThat(headNumber(anvil)).isGreaterThanOrEqualTo(2));
        }
    }

    @Test
    void callsBlocksSafeAndFinalizedByTheSlotsOfAnEpoch() {
        try (Anvil anvil = program.start(AnvilOptions.in(directory).withSlotsInAnEpoch(2))) {
            anvil.rpc().call("anvil_mine", 10);

            assertThat(block(anvil, "safe").path("number").asText()).isEqualTo("0x8");
            assertThat(block(anvil, "finalized").path("number").asText()).isEqualTo("0x6");
        }
    }

    @Test
    void twoNodesStartedAtOnceHavePortsOfTheirOwn() {
        try (Anvil one = program.start(AnvilOptions.in(directory.resolve("one")));
                Anvil two = program.start(AnvilOptions.in(directory.resolve("two")))) {
            assertThat(one.port()).isNotEqualTo(two.port());
        }
    }

    @Test
    void aPortThatIsTakenIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            AnvilOptions options = AnvilOptions.in(directory).withPort(taken.getLocalPort());

            assertThatThrownBy(() -> program.start(options))
                    .isInstanceOf(AnvilStartException.class)
                    .hasMessage("port %d on 127.0.0.1 is taken by another process", taken.getLocalPort());
        }
    }

    @Test
    void aStoppedNodeRefusesConnectionsAndComesBackOnItsPortWithItsChain() {
        try (Anvil anvil = program.start(AnvilOptions.in(directory).withStateKept())) {
            String[] accounts = accounts(anvil);
            String transaction = sendOneWei(anvil, accounts[0], accounts[1]);
            anvil.rpc().call("anvil_mine", 3);
            JsonNode head = block(anvil, "latest");
            JsonNode receipt = anvil.rpc().call("eth_getTransactionReceipt", transaction);

            anvil.stop();
            assertThatThrownBy(() -> anvil.rpc().call("eth_chainId")).isInstanceOf(UncheckedIOException.class);
            anvil.restart();

            assertThat(block(anvil, "latest")).isEqualTo(head);
            assertThat(anvil.rpc().call("eth_getTransactionReceipt", transaction))
                    .isEqualTo(receipt);
        }
    }

    @Test
    void aKilledNodeComesBackEmpty() {
        try (Anvil anvil = program.start(AnvilOptions.in(directory))) {
            anvil.rpc().call("anvil_mine", 3);

            anvil.kill();
            anvil.restart();

            assertThat(headNumber(anvil)).isZero();
        }
    }

    @Test
    void aPausedNodeKeepsItsCallersWaitingAndGoesOnAsIfNothingHadBeen() {
        try (Anvil anvil = program.start(AnvilOptions.in(directory))) {
            anvil.rpc().call("anvil_mine", 3);
            JsonRpc impatient = new JsonRpc(anvil.http(), Duration.ofMillis(300));

            anvil.pause();
            assertThatThrownBy(() -> impatient.call("eth_blockNumber")).isInstanceOf(UncheckedIOException.class);
            anvil.resume();

            assertThat(headNumber(anvil)).isEqualTo(3);
        }
    }

    @Test
    void aPausedNodeCanBeClosed() {
        Anvil anvil = program.start(AnvilOptions.in(directory));
        anvil.pause();

        anvil.close();

        assertThat(ProcessHandle.of(anvil.pid())).isEmpty();
    }

    @Test
    void anErrorOfTheNodeReachesTheCallerWithItsCode() {
        try (Anvil anvil = program.start(AnvilOptions.in(directory))) {
            assertThatThrownBy(() -> anvil.rpc().call("eth_noSuchMethod"))
                    .isInstanceOfSatisfying(
                            JsonRpcException.class, e -> assertThat(e.code()).isEqualTo(-32601));
        }
    }

    @Test
    void anInterruptedCallerStillEndsTheNode() {
        Anvil anvil = program.start(AnvilOptions.in(directory));

        Thread.currentThread().interrupt();
        anvil.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(ProcessHandle.of(anvil.pid())).isEmpty();
    }

    @Test
    void theNodeDiesWithTheProcessThatStartedItEvenIfThatIsKilled() throws Exception {
        Process parent = parentOfANode("running");
        long node = nodeOf(parent);

        parent.destroyForcibly();

        awaitEndOf(node);
    }

    @Test
    void aPausedNodeDiesWithTheProcessThatStartedIt() throws Exception {
        Process parent = parentOfANode("paused");
        long node = nodeOf(parent);

        parent.destroyForcibly();

        awaitEndOf(node);
    }

    @Test
    void theNodeDiesAlsoWhenTheWholeProcessGroupIsKilled() throws Exception {
        assumeTrue(
                new ProcessBuilder("/bin/sh", "-c", "command -v setsid").start().waitFor() == 0,
                "skipped: killing a process group, because there is no setsid to make one");
        Process parent = parentOfANode("running", "setsid");
        long node = nodeOf(parent);

        new ProcessBuilder("/bin/sh", "-c", "kill -KILL -" + parent.pid())
                .start()
                .waitFor();

        awaitEndOf(node);
    }

    private Process parentOfANode(String state, String... launcher) throws IOException {
        List<String> command = new ArrayList<>(List.of(launcher));
        command.addAll(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                StartsANodeAndSleeps.class.getName(),
                program.binary().toString(),
                directory.toString(),
                state));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static long nodeOf(Process parent) throws IOException {
        long node = Long.parseLong(parent.inputReader().readLine());
        assertThat(ProcessHandle.of(node)).isPresent();
        return node;
    }

    private static void awaitEndOf(long node) {
        Awaitility.await()
                .untilAsserted(() -> assertThat(ProcessHandle.of(node)).isEmpty());
    }

    /** The parent of the tests above. */
    static final class StartsANodeAndSleeps {
        private StartsANodeAndSleeps() {}

        public static void main(String[] arguments) throws InterruptedException {
            Anvil anvil = new AnvilProgram(Path.of(arguments[0])).start(AnvilOptions.in(Path.of(arguments[1])));
            if (arguments[2].equals("paused")) {
                anvil.pause();
            }
            System.out.println(anvil.pid());
            Thread.sleep(Duration.ofMinutes(5).toMillis());
        }
    }

    private static String[] accounts(Anvil anvil) {
        JsonNode accounts = anvil.rpc().call("eth_accounts");
        return new String[] {accounts.get(0).asText(), accounts.get(1).asText()};
    }

    private static String sendOneWei(Anvil anvil, String from, String to) {
        return anvil.rpc()
                .call("eth_sendTransaction", Map.of("from", from, "to", to, "value", "0x1"))
                .asText();
    }

    private static long headNumber(Anvil anvil) {
        return Long.decode(anvil.rpc().call("eth_blockNumber").asText());
    }

    private static JsonNode block(Anvil anvil, String tag) {
        return anvil.rpc().call("eth_getBlockByNumber", tag, true);
    }
}
