package io.chaintier.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chaintier.event.ChainId;
import io.chaintier.evm.EvmParser;
import io.chaintier.gateway.RpcClient.Response;
import io.chaintier.gateway.read.Tier;
import io.chaintier.localchain.ChainStep;
import io.chaintier.localchain.SampleChain;
import io.chaintier.storetestkit.ChainBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** B2: fees that follow from rules which are not known here are not guessed. */
class UnknownFeeRulesTest {
    private static final String NO_EXCESS = "0x0";
    private static final String EXCESS = "0x1000000";

    private final List<TestGateway> gateways = new ArrayList<>();

    @AfterEach
    void stop() {
        gateways.forEach(TestGateway::close);
    }

    @Test
    void theNextBaseFeeOfAChainWithARuleOfItsOwnIsNotKnown() {
        RpcClient client = gateway("eip155:10", NO_EXCESS, "0x100", "0x200", "0x300");

        Response next = client.call("eth_baseFee");
        Response history = client.call("eth_feeHistory", "0x2", "latest", List.of());

        assertThat(next.errorCode()).isEqualTo(-32002);
        assertThat(next.errorMessage())
                .isEqualTo("the base fee after block 2 follows rules of eip155:10 that are not known here");
        assertThat(history.errorMessage()).isEqualTo(next.errorMessage());
    }

    @Test
    void belowTheHeadTheBaseFeeIsTheOneOfTheNextBlockWhateverTheRule() {
        RpcClient client = gateway("eip155:10", NO_EXCESS, "0x100", "0x200", "0x300");

        assertThat(client.call("eth_feeHistory", "0x2", "0x1", List.of())
                        .result()
                        .get("baseFeePerGas")
                        .toString())
                .isEqualTo("[\"0x100\",\"0x200\",\"0x300\"]");
    }

    @Test
    void oneBlockThatFollowsEthereumsRuleIsEnoughToBelieveIt() {
        // An empty block lowers the fee by an eighth.
        RpcClient client = gateway("eip155:10", NO_EXCESS, "0x100", "0xe0", "0x300");

        assertThat(client.call("eth_baseFee").result().isTextual()).isTrue();
    }

    @Test
    void thePriceOfBlobsIsKnownOfSomeChainsOnly() {
        assertThat(gateway("eip155:10", EXCESS, "0x100").call("eth_blobBaseFee").errorMessage())
                .isEqualTo("the price of blobs in block 0 follows rules of eip155:10 that are not known here");
        assertThat(gateway("eip155:31337", EXCESS, "0x100")
                        .call("eth_blobBaseFee")
                        .result()
                        .asText())
                .isEqualTo("0x1c");
    }

    /** Blocks of the sample chain, from the first on, with another excess of blob gas and other base fees. */
    private RpcClient gateway(String chain, String excessBlobGas, String... baseFees) {
        ChainBuilder history = new ChainBuilder(ChainId.parse(chain));
        for (int i = 0; i < baseFees.length; i++) {
            ChainStep.Append step = (ChainStep.Append) SampleChain.steps().get(i);
            ObjectNode block = step.block().block().deepCopy();
            block.put("baseFeePerGas", baseFees[i]);
            block.put("excessBlobGas", excessBlobGas);
            history.append(new EvmParser().parse(block, Optional.of(step.block().receipts())));
        }
        FakeTier primary = new FakeTier().has(history.events());
        TestGateway gateway = TestGateway.over(Map.of(Tier.PRIMARY, primary));
        gateways.add(gateway);
        return gateway.client();
    }
}
