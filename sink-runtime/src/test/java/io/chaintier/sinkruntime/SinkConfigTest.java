package io.chaintier.sinkruntime;

import static org.assertj.core.api.Assertions.assertThat;

import io.chaintier.config.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a sink is called in its group. Serves R3, I4. */
class SinkConfigTest {
    @Test
    void aSinkKeepsItsNameInTheGroupForAsLongAsItKeepsItsFolder() {
        String name = instanceId("memory", "some/folder");

        assertThat(instanceId("memory", "some/folder")).isEqualTo(name);
        assertThat(instanceId("memory", "another/folder")).isNotEqualTo(name);
        assertThat(instanceId("disk", "some/folder")).isNotEqualTo(name);
    }

    @Test
    void theNameIsOneThatKafkaTakes() {
        assertThat(instanceId("memory", "some folder/\u00e9t\u00e9")).matches("memory-[A-Za-z0-9._-]{1,200}");
    }

    private static String instanceId(String name, String folder) {
        return SinkConfig.from(name, Settings.of(Map.of("sink.spill.dir", folder)))
                .instanceId();
    }
}
