package io.chaintier.sinkstatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chaintier.config.Settings;
import io.chaintier.config.SettingsException;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a sink shows its status. */
class StatusConfigTest {
    @Test
    void withoutSettingsEachSinkHasItsOwnPortAndIsSeenFromThisMachineAlone() {
        assertThat(StatusConfig.from(Settings.of(Map.of()), StatusConfig.MEMORY_PORT))
                .isEqualTo(new StatusConfig("127.0.0.1", OptionalInt.of(8561)));
        assertThat(StatusConfig.from(Settings.of(Map.of()), StatusConfig.DISK_PORT))
                .isEqualTo(new StatusConfig("127.0.0.1", OptionalInt.of(8562)));
    }

    @Test
    void minusOneTurnsItOff() {
        assertThat(StatusConfig.from(port("-1"), 8561).port()).isEmpty();
    }

    @Test
    void zeroAsksForAnyFreePort() {
        assertThat(StatusConfig.from(port("0"), 8561).port()).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-2", "65536", "http"})
    void aPortThatIsNoneIsRefusedByName(String text) {
        assertThatThrownBy(() -> StatusConfig.from(port(text), 8561))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(
                        "sink.http.port=" + text + " (from the command line): expected int [-1,...,65535]");
    }

    private static Settings port(String text) {
        return Settings.of(Map.of("sink.http.port", text));
    }
}
