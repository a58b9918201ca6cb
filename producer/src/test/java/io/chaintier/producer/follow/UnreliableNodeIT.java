package io.chaintier.producer.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chaintier.event.BlockReverted;
import io.chaintier.event.ChainId;
import io.chaintier.localstack.ServerKind;
import io.chaintier.localstack.SharedStack;
import io.chaintier.localstack.junit.LocalStackTest;
import io.chaintier.producer.testing.Blocks;
import io.chaintier.producer.testing.CanonicalChain;
import io.chaintier.producer.testing.FakeNode;
import io.chaintier.producer.testing.Topic;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a real node cannot be made to do. */
@LocalStackTest(ServerKind.KAFKA)
class UnreliableNodeIT {
    private final String bootstrap;
    private final long chainId = ThreadLocalRandom.current().nextLong(1_000_000, 1_000_000_000);
    private final ChainId chain = new ChainId("eip155", Long.toString(chainId));
    private final FakeNode node = new FakeNode(chainId);

    UnreliableNodeIT(SharedStack stack) throws IOException {
        this.bootstrap = stack.kafka();
    }

    @AfterEach
    void stopNode() {
        node.close();
    }

    @Test
    void halfABlockIsNeverPublishedAndTheRestComesOnceItIsWhole() throws Exception {
        node.putChain(40);
        AtomicInteger failures = new AtomicInteger();
        node.script("eth_getBlockReceipts", parameters -> receiptsThatFailAtFirst(parameters, failures));

        try (Following following = new Following(bootstrap, chain, node.uri())) {
            awaitHead(following, 40, 0);
            assertThat(following.troubles)
                    .anySatisfy(trouble -> assertThat(trouble).contains("its receipts are null"))
                    .anySatisfy(trouble -> assertThat(trouble).contains("receipts[0].blockHash"))
                    .anySatisfy(trouble -> assertThat(trouble).contains("is not whole yet: receipts"));
        }

        assertThat(CanonicalChain.of(Topic.events(bootstrap, chain)))
                .hasSize(41)
                .allSatisfy(block -> assertThat(block.receipts().orElseThrow()).hasSize(2));
    }

    @Test
    void headThatFallsBackForAMomentRevertsNothing() throws Exception {
        node.putChain(10);

        try (Following following = new Following(bootstrap, chain, node.uri())) {
            awaitHead(following, 10, 0);
            node.endAt(7);
            Thread.sleep(300);
            node.put(11, 0, 0, 2);
            node.endAt(11);
            awaitHead(following, 11, 0);
            assertThat(following.reorganisations).isEmpty();
        }

        assertThat(Topic.events(bootstrap, chain).stream().filter(event -> event.payload() instanceof BlockReverted))
                .isEmpty();
    }

    @Test
    void branchThatIsShorterThanTheOldOneIsFollowed() throws Exception {
        node.putChain(10);

        try (Following following = new Following(bootstrap, chain, node.uri())) {
            awaitHead(following, 10, 0);
            node.put(7, 1, 0, 1);
            node.endAt(7);
            awaitHead(following, 7, 1);
            assertThat(following.reorganisations).containsExactly(4);
        }

        assertThat(CanonicalChain.of(Topic.events(bootstrap, chain))).hasSize(8);
    }

    private JsonNode receiptsThatFailAtFirst(JsonNode parameters, AtomicInteger failures) {
        String number = parameters.get(0).asText();
        if (Long.decode(number) < 20) {
            return node.receipts(number);
        }
        return switch (failures.getAndIncrement() / 30) {
            case 0 -> FakeNode.JSON.nullNode();
            case 1 -> {
                JsonNode receipts = node.receipts(number);
                receipts.forEach(receipt -> ((ObjectNode) receipt)
                        .put("blockHash", Blocks.hash(0, 9).toString()));
                yield receipts;
            }
            case 2 -> FakeNode.JSON.createArrayNode();
            default -> node.receipts(number);
        };
    }

    private static void awaitHead(Following following, long number, int branch) {
        await().atMost(Duration.ofSeconds(90))
                .until(() -> following.head().equals(Optional.of(Blocks.ref(number, branch))));
    }
}
