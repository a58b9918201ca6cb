package io.chaintier.producer.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chaintier.config.Settings;
import io.chaintier.config.SettingsException;
import io.chaintier.producer.publish.PublisherConfig.WhenUnreachable;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Serves R12, I5. */
class PublisherConfigTest {
    @Test
    void publisherSpoolsUnlessToldOtherwise() {
        assertThat(config(Map.of()).whenUnreachable()).isEqualTo(WhenUnreachable.SPOOL);
        assertThat(config(Map.of("publisher.when.unreachable", "block")).whenUnreachable())
                .isEqualTo(WhenUnreachable.BLOCK);
    }

    @Test
    void spoolIsWhereItIsTold(@TempDir Path directory) {
        assertThat(config(Map.of("publisher.spool.dir", directory.toString()))
                        .spooling()
                        .directory())
                .isEqualTo(directory);
        assertThat(config(Map.of()).spooling().directory()).isAbsolute().endsWithRaw(Path.of(".chaintier", "spool"));
    }

    @Test
    void spoolWithoutRoomForTwoSegmentsIsRefused() {
        assertThatThrownBy(() -> config(
                        Map.of("publisher.spool.segment.bytes", "4194304", "publisher.spool.max.bytes", "8388607")))
                .isInstanceOf(SettingsException.class)
                .hasMessage("publisher.spool.max.bytes=8388607: expected room for two segments or more, 8388608 with"
                        + " publisher.spool.segment.bytes=4194304");
    }

    private static PublisherConfig config(Map<String, String> settings) {
        return PublisherConfig.from(Settings.of(settings));
    }
}
