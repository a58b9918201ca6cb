package io.chaintier.memorystore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chaintier.config.Settings;
import io.chaintier.config.SettingsException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisConfigTest {
    @Test
    void withoutSettingsItIsTheLocalStack() {
        RedisConfig config = RedisConfig.from(Settings.of(Map.of()));

        assertThat(config.uri()).hasToString("redis://127.0.0.1:6379");
        assertThat(config.port()).isEqualTo(6379);
        assertThat(config.database()).isZero();
        assertThat(config.tls()).isFalse();
        assertThat(config.password()).isEmpty();
        assertThat(config.windowBlocks()).isEqualTo(10_000);
    }

    @Test
    void theUriNamesTlsHostPortAndDatabase() {
        RedisConfig config = with("redis.uri", "rediss://memory.example/3");

        assertThat(config.tls()).isTrue();
        assertThat(config.uri().getHost()).isEqualTo("memory.example");
        assertThat(config.port()).isEqualTo(6379);
        assertThat(config.database()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://127.0.0.1", "127.0.0.1:6379", "redis://:secret@127.0.0.1", "redis:///", "redis://h/one"})
    void anotherShapeOfUriIsRefusedWithoutShowingASecret(String uri) {
        assertThatThrownBy(() -> with("redis.uri", uri))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("redis.uri")
                .hasMessageNotContaining("secret");
    }

    @Test
    void aPasswordIsNeverShown() {
        RedisConfig config = with("redis.password", "secret");

        assertThat(config.password().orElseThrow().value()).isEqualTo("secret");
        assertThat(config.toString()).doesNotContain("secret");
    }

    @Test
    void aWindowOfNothingIsRefused() {
        assertThatThrownBy(() -> with("memory.window.blocks", "0"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("memory.window.blocks=0");
    }

    private static RedisConfig with(String key, String value) {
        return RedisConfig.from(Settings.of(Map.of(key, value)));
    }
}
