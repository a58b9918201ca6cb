package io.chaintier.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackStateTest {
    @TempDir
    private Path directory;

    @Test
    void isReadAsItWasWritten() {
        StackState written = stateOf(ProcessHandle.current().pid());

        written.write(directory);

        assertThat(StackState.read(directory)).contains(written);
        assertThat(written.server("redis")).isPresent();
        assertThat(written.server("kafka")).isEmpty();
    }

    @Test
    void whatASupervisorThatWasKilledLeftBehindIsNotTakenForARunningStack() {
        stateOf(ProcessHandle.current().pid()).write(directory);

        assertThat(StackSupervisor.status(directory)).isEmpty();
        assertThat(StackSupervisor.down(directory)).isFalse();
    }

    @Test
    void whileASupervisorIsStartingTheNotesOfADeadOneDoNotCount() throws Exception {
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        stateOf(dead.pid()).write(directory);

        try (DirectoryLock starting = DirectoryLock.tryAcquire(directory).orElseThrow()) {
            assertThat(starting).isNotNull();
            assertThat(StackSupervisor.status(directory)).isEmpty();
        }
    }

    @Test
    void anEmptyDirectoryHasNoState() {
        assertThat(StackState.read(directory)).isEmpty();
    }

    private StackState stateOf(long supervisorPid) {
        return new StackState(
                supervisorPid,
                Instant.parse("2026-01-02T03:04:05.678Z"),
                List.of(new ServerState(
                        "redis",
                        ServerKind.REDIS,
                        new InetSocketAddress("127.0.0.1", 6379),
                        4711,
                        directory.resolve("logs").resolve("redis.log"))));
    }
}
