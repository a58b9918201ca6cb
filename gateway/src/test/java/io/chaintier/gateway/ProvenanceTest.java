package io.chaintier.gateway;

import static io.chaintier.gateway.RpcClient.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.chaintier.event.Block;
import io.chaintier.event.BlockRef;
import io.chaintier.event.ChainId;
import io.chaintier.gateway.RealBlocks.Sample;
import io.chaintier.gateway.RpcClient.Response;
import io.chaintier.gateway.read.Tier;
import io.chaintier.storetestkit.ChainBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** B2: every answer says what it is: head, its age, and the finality of the data. */
class ProvenanceTest {
    private static final ChainId CHAIN = ChainId.parse("eip155:1");
    private static final int FINALIZED = 2;
    private static final int SAFE = 4;
    private static final int HEAD = 9;

    private final List<Sample> samples = RealBlocks.of("mainnet-1000001-1000010.ndjson");
    private final FakeTier primary = new FakeTier();
    private TestGateway gateway;

    @BeforeEach
    void start() {
        ChainBuilder history = new ChainBuilder(CHAIN);
        samples.forEach(sample -> history.append(sample.block()));
        history.finality(Optional.of(ref(SAFE)), Optional.of(ref(FINALIZED)));
        primary.has(history.events());
        gateway = TestGateway.over(Map.of(Tier.PRIMARY, primary));
        gateway.client().call("eth_blockNumber");
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void headNumberHashAndAgeAreOnEveryAnswer() {
        Response found = call("eth_getBlockByNumber", number(0), false);
        Response missing = call("eth_getBlockByNumber", "0xffffffff", false);
        Response wrong = call("eth_getBlockByNumber", "nonsense", false);

        assertThat(List.of(found, missing, wrong)).allSatisfy(response -> {
            assertThat(response.header("X-Chaintier-Head-Number"))
                    .isEqualTo(Long.toString(ref(HEAD).number()));
            assertThat(response.header("X-Chaintier-Head-Hash"))
                    .isEqualTo(ref(HEAD).hash().toString());
            assertThat(response.header("X-Chaintier-Head-Age")).matches("\\d+\\.\\d{3}");
        });
    }

    @Test
    void sayingAtWhichHeadCostsNoRead() {
        int before = primary.calls();

        call("eth_getBlockByNumber", number(HEAD), false);

        assertThat(primary.calls() - before).isEqualTo(1);
    }

    @Test
    void finalityFollowsTheNumberOfCanonicalData() {
        assertThat(finalityOf("eth_getBlockByNumber", number(FINALIZED), false)).isEqualTo("finalized");
        assertThat(finalityOf("eth_getBlockByNumber", number(SAFE), false)).isEqualTo("safe");
        assertThat(finalityOf("eth_getBlockByNumber", number(SAFE + 1), false)).isEqualTo("unfinalized");
        assertThat(finalityOf("eth_getBlockByNumber", "finalized", false)).isEqualTo("finalized");
        assertThat(finalityOf("eth_getBlockByNumber", "safe", false)).isEqualTo("safe");
        assertThat(finalityOf("eth_blockNumber")).isEqualTo("unfinalized");
        assertThat(finalityOf("eth_getTransactionReceipt", transactionUpTo(FINALIZED)))
                .isEqualTo("finalized");
    }

    @Test
    void aBlockAskedForByItsHashMayBeAnAbandonedOneAndIsNeverCalledFinalized() {
        assertThat(finalityOf("eth_getBlockByHash", ref(0).hash().toString(), false))
                .isEqualTo("unknown");
        assertThat(finalityOf("eth_getBlockByHash", ref(HEAD).hash().toString(), false))
                .isEqualTo("unfinalized");
    }

    @Test
    void whatIsMissingOrWrongHasNoFinality() {
        assertThat(finalityOf("eth_getBlockByNumber", "0xffffffff", false)).isEqualTo("unknown");
        assertThat(finalityOf("eth_getBlockByNumber", "nonsense", false)).isEqualTo("unknown");
    }

    @Test
    void aBatchHasTheWeakestFinalityOfItsItemsAndConstantsDoNotCount() {
        JsonNode finalized = request(1, "eth_getBlockByNumber", number(0), false);
        JsonNode safe = request(2, "eth_getBlockByNumber", number(SAFE), false);
        JsonNode constant = request(3, "eth_chainId");
        JsonNode missing = request(4, "eth_getBlockByNumber", "0xffffffff", false);

        assertThat(finalityOfBatch(finalized, constant)).isEqualTo("finalized");
        assertThat(finalityOfBatch(finalized, safe, constant)).isEqualTo("safe");
        assertThat(finalityOfBatch(finalized, safe, missing)).isEqualTo("unknown");
    }

    @Test
    void aChainThatSaysNothingOfFinalityHasUnknownFinality() {
        FakeTier silent = new FakeTier().has(RealBlocks.events(CHAIN, samples));
        try (TestGateway other = TestGateway.over(Map.of(Tier.PRIMARY, silent))) {
            Response head = other.client().call("eth_blockNumber");

            assertThat(head.header("X-Chaintier-Finality")).isEqualTo("unknown");
        }
    }

    private Response call(String method, Object... params) {
        return gateway.client().call(method, params);
    }

    private String finalityOf(String method, Object... params) {
        return call(method, params).header("X-Chaintier-Finality");
    }

    private String finalityOfBatch(JsonNode... calls) {
        ArrayNode batch = RealBlocks.JSON.createArrayNode().addAll(List.of(calls));
        return gateway.client().post("/", batch.toString()).header("X-Chaintier-Finality");
    }

    private BlockRef ref(int index) {
        return samples.get(index).block().ref();
    }

    private String number(int index) {
        return "0x" + Long.toHexString(ref(index).number());
    }

    private String transactionUpTo(int index) {
        return samples.subList(0, index + 1).stream()
                .map(Sample::block)
                .map(Block::transactions)
                .flatMap(List::stream)
                .findFirst()
                .orElseThrow()
                .hash()
                .toString();
    }
}
