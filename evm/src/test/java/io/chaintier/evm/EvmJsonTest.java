package io.chaintier.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvmJsonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"1.50", "0.1000000000000000055511151231257827", "123456789012345678901234567890", "-7", "0.0"})
    void numbersKeepAllTheirDigits(String number) throws IOException {
        assertThat(EvmJson.mapper().readTree(number)).hasToString(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1,\"a\":1}", "{} {}", "{\"a\":NaN}", "{\"a\":1,}", "{'a':1}"})
    void textThatCannotBeKeptExactlyIsRefused(String text) {
        assertThatThrownBy(() -> EvmJson.mapper().readTree(text)).isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void stringsMayBeAsLongAsALargeLog() throws IOException {
        String text = "\"0x" + "ab".repeat(16 << 20) + "\"";

        assertThat(EvmJson.mapper().readTree(text).textValue()).hasSize(text.length() - 2);
    }
}
