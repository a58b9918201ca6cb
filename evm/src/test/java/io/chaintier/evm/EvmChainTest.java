package io.chaintier.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.chaintier.event.ChainId;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class EvmChainTest {
    @Test
    void theChainIdIsTakenFromTheFirstTransactionThatHasOne() throws IOException {
        assertThat(EvmChain.idOf(block("{'v': '0x1b'}, {'chainId': null, 'v': null}, {'chainId': '0xa4b1'}")))
                .contains(ChainId.parse("eip155:42161"));
    }

    @Test
    void aProtectedLegacySignatureNamesTheChainToo() throws IOException {
        assertThat(EvmChain.idOf(block("{'v': '0x25'}"))).contains(ChainId.parse("eip155:1"));
        assertThat(EvmChain.idOf(block("{'v': '0x26'}"))).contains(ChainId.parse("eip155:1"));
        assertThat(EvmChain.idOf(block("{'v': '0xf4f6'}"))).contains(ChainId.parse("eip155:31337"));
    }

    @Test
    void blocksOfWhichNoTransactionNamesAChainHaveNone() throws IOException {
        assertThat(EvmChain.idOf(block(""))).isEmpty();
        assertThat(EvmChain.idOf(block("{'v': '0x1b'}, {'v': '0x1c'}, {'type': '0x7e'}")))
                .isEmpty();
        assertThat(EvmChain.idOf(block("'0xab'"))).isEmpty();
    }

    @Test
    void aChainIdThatIsNoNumberIsRefused() {
        assertThatThrownBy(() -> EvmChain.idOf(block("{'chainId': 'one'}")))
                .isInstanceOf(MalformedChainDataException.class)
                .hasMessageStartingWith("block.transactions[0].chainId=\"one\": expected a number");
    }

    @Test
    void realBlocksNameTheirOwnChain() throws IOException {
        Set<String> named = new TreeSet<>();
        for (ChainData.Line line : ChainData.lines()) {
            String network = line.where().replaceFirst("-.*", "");
            EvmChain.idOf(line.block()).ifPresent(id -> named.add(network + " " + id));
        }

        // One block of the Optimism file was signed for Optimism's old test network, 69.
        assertThat(named)
                .containsExactly(
                        "goerli eip155:5",
                        "mainnet eip155:1",
                        "op eip155:10",
                        "op eip155:420",
                        "op eip155:69",
                        "ropsten eip155:3",
                        "sepolia eip155:11155111");
    }

    private static JsonNode block(String transactions) throws IOException {
        return EvmJson.mapper().readTree(("{'transactions': [" + transactions + "]}").replace('\'', '"'));
    }
}
