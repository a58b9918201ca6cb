package io.chaintier.producer.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chaintier.event.Block;
import io.chaintier.event.BlockRef;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.event.FinalityAdvanced;
import io.chaintier.event.Hash;
import io.chaintier.localchain.Anvil;
import io.chaintier.localchain.AnvilOptions;
import io.chaintier.localchain.AnvilProgram;
import io.chaintier.localchain.AnvilUnavailableException;
import io.chaintier.localstack.ServerKind;
import io.chaintier.localstack.SharedStack;
import io.chaintier.localstack.junit.LocalStackTest;
import io.chaintier.producer.testing.CanonicalChain;
import io.chaintier.producer.testing.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@LocalStackTest(ServerKind.KAFKA)
class FollowerIT {
    private final String bootstrap;
    private final long chainId = ThreadLocalRandom.current().nextLong(1_000_000, 1_000_000_000);
    private final ChainId chain = new ChainId("eip155", Long.toString(chainId));

    @TempDir
    private Path directory;

    private Anvil anvil;

    FollowerIT(SharedStack stack) {
        this.bootstrap = stack.kafka();
    }

    @BeforeEach
    void startNode() {
        try {
            anvil = Anvil.start(
                    AnvilProgram.installed(), AnvilOptions.in(directory).withChainId(chainId));
        } catch (AnvilUnavailableException e) {
            Assumptions.abort("following a real node is skipped, because " + e.getMessage());
        }
    }

    @AfterEach
    void stopNode() {
        if (anvil != null) {
            anvil.close();
        }
    }

    @Test
    void catchesUpAndThenFollowsTheHead() throws Exception {
        mine(57);

        try (Following following = follow()) {
            awaitHead(following);
            for (int i = 0; i < 5; i++) {
                mine(1);
                awaitHead(following);
            }
        }

        assertTopicIsTheNodesChain();
        assertThat(Topic.events(bootstrap, chain).get(0).envelope().head().number())
                .isZero();
    }

    @Test
    void reorganisationsOfAnyDepthAreFollowedWhileRunning() throws Exception {
        mine(20);

        try (Following following = follow()) {
            awaitHead(following);
            for (int depth = 1; depth <= 10; depth++) {
                reorganise(depth);
                awaitHead(following);
                mine(1);
                awaitHead(following);
            }
            assertThat(following.reorganisations).contains(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        }

        assertTopicIsTheNodesChain();
    }

    @Test
    void reorganisationsWhileNotRunningAreNoticedAfterwards() throws Exception {
        mine(30);
        try (Following following = follow()) {
            awaitHead(following);
        }
        reorganise(8);
        mine(3);
        reorganise(2);

        try (Following following = follow()) {
            awaitHead(following);
            assertThat(following.reorganisations).containsExactly(8);
        }

        assertTopicIsTheNodesChain();
    }

    @Test
    void reorganisationDeeperThanWhatIsKeptInMemoryIsReadBackFromTheTopic() throws Exception {
        mine(150);
        try (Following following = follow()) {
            awaitHead(following);
        }
        anvil.rpc().call("anvil_rollback", 120);
        mine(125);

        try (Following following = follow()) {
            awaitHead(following);
            assertThat(following.reorganisations).containsExactly(120);
        }

        assertTopicIsTheNodesChain();
    }

    @Test
    void rollbackOfTheNodeRevertsBlocksWithoutNewOnes() throws Exception {
        mine(12);

        try (Following following = follow()) {
            awaitHead(following);
            anvil.rpc().call("anvil_rollback", 5);
            awaitHead(following);
            assertThat(following.head().orElseThrow().number()).isEqualTo(7);
            mine(6);
            awaitHead(following);
        }

        assertTopicIsTheNodesChain();
    }

    @Test
    void nodeMayBeAwayForAWhile() throws Exception {
        mine(5);

        try (Following following = follow()) {
            awaitHead(following);
            anvil.pause();
            await().atMost(Duration.ofSeconds(60)).until(() -> !following.troubles.isEmpty());
            anvil.resume();
            mine(3);
            awaitHead(following);
        }

        assertTopicIsTheNodesChain();
    }

    @Test
    void finalityIsPublished() throws Exception {
        anvil.close();
        anvil = Anvil.start(
                AnvilProgram.installed(),
                AnvilOptions.in(directory).withChainId(chainId).withSlotsInAnEpoch(1));
        mine(10);

        try (Following following = follow()) {
            awaitHead(following);
            await().atMost(Duration.ofSeconds(30)).until(() -> finality().contains(9L));
        }
    }

    @Test
    void nodeOfAnotherChainStopsTheFollower() throws Exception {
        ChainId other = new ChainId("eip155", Long.toString(chainId + 1));

        try (Following following = new Following(bootstrap, other, anvil.http())) {
            assertThat(following.failure())
                    .isInstanceOf(FollowException.class)
                    .hasMessage("node 127.0.0.1:" + anvil.port() + " is of chain " + chain
                            + ", but is to be published as chain " + other);
        }
    }

    @Test
    void topicOfAnotherGenesisStopsTheFollower() throws Exception {
        mine(3);
        try (Following following = follow()) {
            awaitHead(following);
        }
        anvil.close();
        anvil = Anvil.start(
                AnvilProgram.installed(),
                AnvilOptions.in(directory).withChainId(chainId).withGenesisTimestamp(1_600_000_000));
        mine(4);

        try (Following following = follow()) {
            assertThat(following.failure())
                    .isInstanceOf(FollowException.class)
                    .hasMessageContaining("and the topic have no block of chain " + chain + " in common");
        }
    }

    private Following follow() throws InterruptedException {
        return new Following(bootstrap, chain, anvil.http());
    }

    private void awaitHead(Following following) {
        await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> following.head().equals(Optional.of(nodeBlock("latest"))));
    }

    /** Blocks with transfers, differing from all that were mined before. */
    private void mine(int blocks) {
        JsonNode accounts = anvil.rpc().call("eth_accounts");
        Random random = new Random();
        for (int i = 0; i < blocks; i++) {
            anvil.rpc()
                    .call(
                            "eth_sendTransaction",
                            Map.of(
                                    "from", accounts.get(0).asText(),
                                    "to", accounts.get(1).asText(),
                                    "value", "0x" + Integer.toHexString(1 + random.nextInt(1_000_000))));
            anvil.rpc().call("evm_mine");
        }
    }

    private void reorganise(int depth) {
        anvil.rpc().call("anvil_reorg", depth, List.of());
    }

    private BlockRef nodeBlock(Object numberOrTag) {
        Object parameter = numberOrTag instanceof Long number ? "0x" + Long.toHexString(number) : numberOrTag;
        JsonNode block = anvil.rpc().call("eth_getBlockByNumber", parameter, false);
        return new BlockRef(
                Long.decode(block.get("number").asText()),
                Hash.parse(block.get("hash").asText()));
    }

    private void assertTopicIsTheNodesChain() {
        CanonicalChain.assertGapFree(Topic.records(bootstrap, chain));
        List<Block> canonical = CanonicalChain.of(Topic.events(bootstrap, chain));
        assertThat(canonical.get(canonical.size() - 1).ref()).isEqualTo(nodeBlock("latest"));
        for (Block block : canonical) {
            assertThat(block.ref()).isEqualTo(nodeBlock(block.ref().number()));
            assertThat(block.receipts().orElseThrow()).hasSameSizeAs(block.transactions());
        }
    }

    private List<Long> finality() {
        return Topic.events(bootstrap, chain).stream()
                .map(ChainEvent::payload)
                .flatMap(payload -> payload instanceof FinalityAdvanced finality
                        ? finality.safe().stream()
                        : Stream.<BlockRef>empty())
                .map(BlockRef::number)
                .toList();
    }
}
