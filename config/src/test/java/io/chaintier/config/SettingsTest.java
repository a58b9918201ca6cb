package io.chaintier.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    private static final ConfigDef DEFINITION = new ConfigDef()
            .define("sink.batch.events", Type.INT, 500, Range.between(1, 10_000), Importance.LOW, "events in a batch")
            .define("redis.password", Type.PASSWORD, "", Importance.LOW, "password");

    @TempDir
    Path folder;

    @Test
    void theEnvironmentWinsOverTheFile() throws IOException {
        Path file = Files.writeString(folder.resolve("chaintier.properties"), "sink.batch.events=7\n");

        Settings fromFile = Settings.load(Optional.of(file), Map.of());
        Settings fromBoth =
                Settings.load(Optional.of(file), Map.of("CHAINTIER_SINK_BATCH_EVENTS", "8", "PATH", "/bin"));

        assertThat(fromFile.parse(DEFINITION).getInt("sink.batch.events")).isEqualTo(7);
        assertThat(fromBoth.parse(DEFINITION).getInt("sink.batch.events")).isEqualTo(8);
    }

    @Test
    void theCommandLineWinsOverBoth() {
        Settings settings = Settings.load(Optional.empty(), Map.of("CHAINTIER_SINK_BATCH_EVENTS", "8"))
                .overriddenBy(Settings.of(Map.of("sink.batch.events", "9")));

        assertThat(settings.parse(DEFINITION).getInt("sink.batch.events")).isEqualTo(9);
    }

    @Test
    void aVariableNameTellsDotsDashesAndUnderscoresApart() {
        assertThat(Settings.key("CHAINTIER_KAFKA_MAX_BLOCK_MS")).isEqualTo("kafka.max.block.ms");
        assertThat(Settings.key("CHAINTIER_CASSANDRA_LOCAL__DC")).isEqualTo("cassandra.local-dc");
        assertThat(Settings.key("CHAINTIER_A___B")).isEqualTo("a_b");
    }

    @Test
    void anErrorNamesKeyValueSourceAndWhatWasExpected() {
        assertThatThrownBy(() -> Settings.load(Optional.empty(), Map.of("CHAINTIER_SINK_BATCH_EVENTS", "many"))
                        .parse(DEFINITION))
                .isInstanceOf(SettingsException.class)
                .hasMessage("sink.batch.events=many (from CHAINTIER_SINK_BATCH_EVENTS): expected int [1,...,10000]");
        assertThatThrownBy(() -> Settings.of(Map.of("sink.batch.events", "0")).parse(DEFINITION))
                .hasMessageContaining("sink.batch.events=0 (from the command line)");
    }

    @Test
    void aKeyThatNobodyReadsIsRefusedByName() {
        Settings settings = Settings.of(Map.of("sink.batch.event", "5", "kafka.acks", "all"));

        assertThatThrownBy(() -> settings.refuseUnknown(List.of(DEFINITION), List.of("kafka.")))
                .hasMessage("sink.batch.event (from the command line): there is no such setting");
    }

    @Test
    void clientSettingsPassThroughWithoutTheirPrefix() {
        assertThat(Settings.of(Map.of("kafka.acks", "all", "redis.uri", "x")).passThrough("kafka."))
                .isEqualTo(Map.of("acks", "all"));
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> Settings.load(Optional.of(folder.resolve("none.properties")), Map.of()))
                .hasMessageContaining("none.properties: there is no such settings file");
    }
}
