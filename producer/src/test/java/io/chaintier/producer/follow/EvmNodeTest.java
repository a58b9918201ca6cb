package io.chaintier.producer.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chaintier.event.Block;
import io.chaintier.event.ChainId;
import io.chaintier.producer.rpc.JsonRpcClient;
import io.chaintier.producer.rpc.NodeException;
import io.chaintier.producer.testing.Blocks;
import io.chaintier.producer.testing.FakeNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EvmNodeTest {
    private FakeNode fake;
    private EvmNode node;

    @BeforeEach
    void start() throws IOException {
        fake = new FakeNode(5);
        fake.putChain(9);
        node = new EvmNode(new JsonRpcClient(HttpClient.newHttpClient(), fake.uri(), Duration.ofSeconds(5)));
    }

    @AfterEach
    void stop() {
        fake.close();
    }

    @Test
    void statusWithoutFinalityIsStillAStatus() throws Exception {
        assertThat(node.status())
                .isEqualTo(new NodeStatus(
                        new ChainId("eip155", "5"), Blocks.ref(9, 0), Optional.empty(), Optional.empty(), false));
    }

    @Test
    void blocksComeWholeAndInOrder() throws Exception {
        List<Block> blocks = node.blocks(3, 6);

        assertThat(blocks.stream().map(Block::ref))
                .containsExactly(Blocks.ref(3, 0), Blocks.ref(4, 0), Blocks.ref(5, 0));
        assertThat(blocks)
                .allSatisfy(block -> assertThat(block.receipts().orElseThrow()).hasSize(2));
    }

    @Test
    void missingBlockIsNotWhole() {
        assertNotWhole(10, "block 10 is not whole yet: it is null");
    }

    @Test
    void nullReceiptsAreNotWhole() {
        fake.script("eth_getBlockReceipts", parameters -> FakeNode.JSON.nullNode());

        assertNotWhole(3, "block 3 is not whole yet: its receipts are null");
    }

    @Test
    void missingReceiptIsNotWhole() {
        changeReceipts(receipts -> receipts.remove(1));

        assertNotWhole(3, "block 3 is not whole yet: receipts");
    }

    @Test
    void emptyReceiptsOfABlockWithTransactionsAreNotWhole() {
        changeReceipts(ArrayNode::removeAll);

        assertNotWhole(3, "block 3 is not whole yet: receipts");
    }

    @Test
    void receiptsOfAnotherBranchAreRefused() {
        changeReceipts(receipts -> receipts.forEach(receipt ->
                ((ObjectNode) receipt).put("blockHash", Blocks.hash(3, 1).toString())));

        assertNotWhole(3, "block 3 is not whole yet: receipts[0].blockHash");
    }

    @Test
    void receiptsAreAskedForOneByOneWhereTheNodeKnowsNoOtherWay() throws Exception {
        fake.script("eth_getBlockReceipts", parameters -> FakeNode.error(-32601, "no such method"));
        fake.script("eth_getTransactionReceipt", parameters -> receiptOf(parameters.get(0)));

        List<Block> blocks = node.blocks(0, 4);
        fake.methodsAsked().clear();
        blocks.addAll(node.blocks(4, 8));

        assertThat(blocks)
                .allSatisfy(block -> assertThat(block.receipts().orElseThrow()).hasSize(2));
        assertThat(fake.methodsAsked()).doesNotContain("eth_getBlockReceipts");
    }

    @Test
    void nullAmongReceiptsAskedForOneByOneIsNotWhole() {
        fake.script("eth_getBlockReceipts", parameters -> FakeNode.error(-32601, "no such method"));
        fake.script("eth_getTransactionReceipt", parameters -> FakeNode.JSON.nullNode());

        assertNotWhole(3, "block 3 is not whole yet: a receipt is null");
    }

    @Test
    void refusedBatchIsSplitUntilTheNodeTakesIt() throws Exception {
        fake.refuseBatchesLargerThan(3);

        assertThat(node.blocks(0, 10)).hasSize(10);
    }

    @Test
    void failingNodeIsNamedWithoutSecrets() {
        fake.answerWithStatus(503);

        assertThatThrownBy(() -> node.blocks(0, 10))
                .isInstanceOf(NodeException.class)
                .hasMessageContaining("node 127.0.0.1:" + fake.uri().getPort() + " answered HTTP status 503");
    }

    @Test
    void silentNodeIsGivenUpAfterTheTimeout() throws Exception {
        EvmNode impatient =
                new EvmNode(new JsonRpcClient(HttpClient.newHttpClient(), fake.uri(), Duration.ofMillis(100)));
        fake.script("eth_chainId", parameters -> {
            try {
                Thread.sleep(2_000);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return FakeNode.JSON.nullNode();
        });

        assertThatThrownBy(impatient::chain)
                .isInstanceOf(NodeException.class)
                .hasMessageContaining("did not answer within 100 ms (eth_chainId)");
    }

    private void assertNotWhole(long number, String message) {
        assertThatThrownBy(() -> node.blocks(number, number + 1))
                .isInstanceOf(IncompleteBlockException.class)
                .hasMessageStartingWith(message);
    }

    private void changeReceipts(Consumer<ArrayNode> change) {
        fake.script("eth_getBlockReceipts", parameters -> {
            ArrayNode receipts = fake.receipts(parameters.get(0).asText());
            change.accept(receipts);
            return receipts;
        });
    }

    private JsonNode receiptOf(JsonNode hash) {
        for (long number = 0; number < 10; number++) {
            for (JsonNode receipt : fake.receipts("0x" + Long.toHexString(number))) {
                if (receipt.get("transactionHash").equals(hash)) {
                    return receipt;
                }
            }
        }
        return FakeNode.JSON.nullNode();
    }
}
