package io.chaintier.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StackOptionsTest {
    private static final Path DIRECTORY = Path.of("/somewhere");

    @Test
    void theSupervisorReadsExactlyWhatItsCallerChose() {
        StackOptions chosen = StackOptions.in(DIRECTORY)
                .thatIsTemporary()
                .withServers(ServerKind.REDIS, ServerKind.CASSANDRA)
                .withPorts(StackPorts.STANDARD)
                .withCassandraNodes(new CassandraNodes(3, 2))
                .withHeapMegabytes(1024)
                .withStartTimeout(Duration.ofSeconds(7))
                .withRedisConfig("maxmemory 10mb", "maxmemory-policy noeviction");

        assertThat(StackOptions.fromProperties(DIRECTORY, chosen.toProperties()))
                .isEqualTo(chosen);
    }

    @Test
    void withoutFurtherRedisConfigTheSupervisorReadsNone() {
        StackOptions chosen = StackOptions.in(DIRECTORY);

        assertThat(StackOptions.fromProperties(DIRECTORY, chosen.toProperties()))
                .isEqualTo(chosen);
    }

    @Test
    void valuesOutOfRangeAreRefusedByName() {
        StackOptions options = StackOptions.in(DIRECTORY);

        assertThatThrownBy(() -> new CassandraNodes(0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected 1 to 9 primary nodes and 0 to 9 replica nodes, not 0 and 1");
        assertThatThrownBy(() -> options.withHeapMegabytes(100))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("heap must be 256 MiB or more: 100");
    }
}
