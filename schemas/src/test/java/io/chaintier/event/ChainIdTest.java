package io.chaintier.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChainIdTest {
    @Test
    void aChainIdIsReadAndWrittenAfterCaip2() {
        ChainId mainnet = ChainId.parse("eip155:1");

        assertThat(mainnet).isEqualTo(new ChainId("eip155", "1")).hasToString("eip155:1");
        assertThat(mainnet.fileName()).isEqualTo("eip155-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "eip155", "eip155:", ":1", "EIP155:1", "eip155:1:2", "eip155: 1", "toolongname:1"})
    void anythingElseIsRefusedAndShown(String text) {
        assertThatThrownBy(() -> ChainId.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected a CAIP-2 chain id such as eip155:1, but got \"" + text + "\"");
    }
}
