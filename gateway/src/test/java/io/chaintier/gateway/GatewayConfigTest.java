package io.chaintier.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chaintier.config.Settings;
import io.chaintier.config.SettingsException;
import io.chaintier.event.ChainId;
import io.chaintier.gateway.read.Tier;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewayConfigTest {
    @Test
    void withoutSettingsItFitsTheLocalStack() {
        GatewayConfig config = GatewayConfig.from(Settings.of(Map.of()));

        assertThat(config.http().host()).isEqualTo("127.0.0.1");
        assertThat(config.http().port()).isEqualTo(8545);
        assertThat(config.tiers()).containsExactlyInAnyOrder(Tier.values());
        assertThat(config.chains()).isEmpty();
    }

    @Test
    void tiersAndChainsAreLists() {
        GatewayConfig config = GatewayConfig.from(
                Settings.of(Map.of("gateway.tiers", "primary, memory", "gateway.chains", "eip155:1,eip155:10")));

        assertThat(config.tiers()).containsExactlyInAnyOrder(Tier.MEMORY, Tier.PRIMARY);
        assertThat(config.chains()).contains(ChainId.parse("eip155:10"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gateway.tiers  | disk  | list [memory, replica, primary]",
                "gateway.chains | 1     | list of CAIP-2 chain ids such as eip155:1",
                "gateway.port   | 70000 | int [0,...,65535]",
                "gateway.workers | 0    | int [1,...,1024]"
            })
    void aValueThatCannotBeUsedIsNamedWithWhatWasExpected(String key, String value, String expected) {
        assertThatThrownBy(() -> GatewayConfig.from(Settings.of(Map.of(key, value))))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith(key + "=" + value + " (from the command line): expected " + expected);
    }
}
