package io.chaintier.localstack;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineTest {
    @TempDir
    private Path directory;

    @Test
    void moreHeapThanTheMachineHasIsRefusedBeforeAnythingStarts() {
        StackOptions greedy =
                StackOptions.in(directory).withServers(ServerKind.KAFKA).withHeapMegabytes(1 << 30);

        assertThatThrownBy(() -> LocalStack.start(greedy))
                .isInstanceOf(StackException.class)
                .hasMessageMatching("too little memory for \\[KAFKA]: \\d+ MiB needed, \\d+ MiB free;"
                        + " stop something or lower the heap");
    }

    @Test
    void aFullDiskIsNamedByItsDirectory() {
        assertThatThrownBy(() -> Machine.require("disk space in /data", 1536, 100, StackOptions.in(directory), "x"))
                .isInstanceOf(StackException.class)
                .hasMessage("too little disk space in /data for [KAFKA, REDIS, CASSANDRA]: 1536 MiB needed,"
                        + " 100 MiB free; x");
    }

    @Test
    void aLoneRedisFitsAnywhere() {
        assertThatCode(() -> Machine.requireRoomFor(StackOptions.in(directory).withServers(ServerKind.REDIS)))
                .doesNotThrowAnyException();
    }
}
