package io.chaintier.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chaintier.event.Block;
import io.chaintier.event.Bytes;
import io.chaintier.event.Hash;
import io.chaintier.event.Receipt;
import io.chaintier.event.Transaction;
import io.chaintier.evm.ChainData.Line;
import io.chaintier.evm.EvmRenderer.BlockContext;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** B2, B3: what does not hash to what the chain says is never given. */
class ProvenRlpTest {
    private static final String CANNOT = "cannot be encoded: what is stored does not hash to what the chain says";

    private final ProvenRlp proven = new ProvenRlp();
    private ObjectNode json;
    private JsonNode receipts;

    /** Prague: every field that a header has today, withdrawals, and transactions of most types. */
    @BeforeEach
    void aBlock() throws IOException {
        Line line = ChainData.linesOf("mainnet-14764013").stream()
                .filter(each -> each.block().has("requestsHash"))
                .findFirst()
                .orElseThrow();
        json = line.block().deepCopy();
        receipts = line.receipts().orElseThrow().deepCopy();
    }

    @Test
    void theBlockAsItIsIsProven() {
        assertThat(EvmHashes.hash(header())).hasToString(json.get("hash").asText());
        assertThat(block()).hasSize(Integer.decode(json.get("size").asText()));
        assertThat(receiptsOfTheBlock()).hasSameSizeAs(json.get("transactions"));
        assertThat(EvmHashes.hash(transaction(0)))
                .hasToString(json.at("/transactions/0/hash").asText());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "baseFeePerGas",
                "blobGasUsed",
                "difficulty",
                "excessBlobGas",
                "gasLimit",
                "gasUsed",
                "nonce",
                "requestsHash",
                "stateRoot",
                "extraData"
            })
    void aHeaderWithAnotherFieldIsNotGiven(String field) {
        json.put(field, flipped(json.get(field).asText()));

        assertThatThrownBy(this::header)
                .isInstanceOf(IncompleteBlockException.class)
                .hasMessageContaining("the header of block")
                .hasMessageContaining(CANNOT);
    }

    @Test
    void aHeaderWithoutAFieldThatAllHaveIsNotGiven() {
        json.remove("mixHash");

        assertThatThrownBy(this::header)
                .isInstanceOf(IncompleteBlockException.class)
                .hasMessageMatching("the header of block \\d+ is stored without mixHash");
    }

    @Test
    void aTransactionWithAnotherValueIsNotGiven() {
        ObjectNode transaction = (ObjectNode) json.at("/transactions/3");
        transaction.put("value", "0x123456789");

        assertThatThrownBy(() -> transaction(3))
                .isInstanceOf(IncompleteBlockException.class)
                .hasMessageContaining("transaction 3 of block")
                .hasMessageContaining(CANNOT);
        assertThatThrownBy(this::block).hasMessageContaining("the transactions of block");
    }

    @Test
    void aTransactionOfATypeThatIsNotKnownIsNotGiven() {
        ((ObjectNode) json.at("/transactions/3")).put("type", "0x5");

        assertThatThrownBy(() -> transaction(3))
                .isInstanceOf(IncompleteBlockException.class)
                .hasMessageContaining("is of type 0x5, of which the encoding is not known here");
    }

    @Test
    void withdrawalsThatAreNotTheChainsAreNotGiven() {
        ((ObjectNode) json.at("/withdrawals/0")).put("amount", "0x1");

        assertThatThrownBy(this::block)
                .isInstanceOf(IncompleteBlockException.class)
                .hasMessageContaining("the withdrawals of block");
    }

    @Test
    void aReceiptWithAnotherOutcomeIsNotGiven() {
        change(
                receipts.get(2),
                receipt -> receipt.put("status", flipped(receipt.get("status").asText())));

        assertThatThrownBy(this::receiptsOfTheBlock)
                .isInstanceOf(IncompleteBlockException.class)
                .hasMessageContaining("the receipts of block")
                .hasMessageContaining(CANNOT);
    }

    @Test
    void aBlockWithUnclesIsNotGivenForTheyAreNotStored() {
        json.putArray("uncles").add("0x" + "11".repeat(32));

        assertThatThrownBy(this::block)
                .isInstanceOf(IncompleteBlockException.class)
                .hasMessageContaining("has 1 uncles, of which only the hashes are stored");
    }

    @Test
    void valuesSpelledInAnUnusualWayAreTheSameBytes() {
        change(json, header -> {
            header.put("miner", "0x" + header.get("miner").asText().substring(2).toUpperCase(Locale.ROOT));
            header.put("gasUsed", "0x000" + header.get("gasUsed").asText().substring(2));
        });

        assertThat(EvmHashes.hash(header())).hasToString(json.get("hash").asText());
    }

    private static void change(JsonNode object, Consumer<ObjectNode> change) {
        change.accept((ObjectNode) object);
    }

    /** Another value of the same shape. */
    private static String flipped(String hex) {
        char last = hex.charAt(hex.length() - 1);
        return hex.substring(0, hex.length() - 1) + (last == '1' ? '2' : '1');
    }

    private byte[] header() {
        return proven.header(context(parsed()));
    }

    private byte[] block() {
        Block block = parsed();
        return proven.block(context(block), hashes(block), bodies(block));
    }

    private byte[] transaction(int index) {
        Block block = parsed();
        Transaction transaction = block.transactions().get(index);
        return proven.transaction(context(block), index, transaction.hash(), transaction.body());
    }

    private List<byte[]> receiptsOfTheBlock() {
        Block block = parsed();
        List<Bytes> stored =
                block.receipts().orElseThrow().stream().map(Receipt::body).toList();
        return proven.receipts(context(block), hashes(block), bodies(block), stored);
    }

    private Block parsed() {
        return new EvmParser().parse(json, Optional.of(receipts));
    }

    private static BlockContext context(Block block) {
        return new BlockContext(block.ref(), block.parentHash(), block.timestamp(), block.bodyFormat(), block.header());
    }

    private static List<Hash> hashes(Block block) {
        return block.transactions().stream().map(Transaction::hash).toList();
    }

    private static List<Bytes> bodies(Block block) {
        return block.transactions().stream().map(Transaction::body).toList();
    }
}
