package io.chaintier.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackSupervisorIT {
    @TempDir
    private Path directory;

    @AfterEach
    void nothingIsLeftRunning() {
        StackSupervisor.down(directory);
    }

    @Test
    void upStatusAndDownSeeTheSameStack() {
        StackState up = StackSupervisor.up(redisOnly());

        assertThat(StackSupervisor.status(directory)).contains(up);
        assertThat(up.servers()).hasSize(1).allMatch(ServerState::isAnswering);

        assertThat(StackSupervisor.down(directory)).isTrue();

        assertThat(StackSupervisor.status(directory)).isEmpty();
        assertThat(up.servers()).noneMatch(ServerState::isAnswering);
        assertThat(up.servers().get(0).log()).exists();
        assertThat(StackSupervisor.down(directory)).as("a second down").isFalse();
    }

    @Test
    void downAlsoEndsAStackThatIsStillStarting() throws Exception {
        CompletableFuture<StackState> up = CompletableFuture.supplyAsync(
                () -> StackSupervisor.up(StackOptions.in(directory).withServers(ServerKind.KAFKA)));
        while (!DirectoryLock.isTaken(directory) && !up.isDone()) {
            Thread.sleep(10);
        }

        assertThat(StackSupervisor.down(directory)).isTrue();

        assertThatThrownBy(() -> up.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(StackException.class);
        assertThat(DirectoryLock.isTaken(directory)).isFalse();
    }

    @Test
    void aSecondUpIsRefused() {
        StackState up = StackSupervisor.up(redisOnly());

        assertThatThrownBy(() -> StackSupervisor.up(redisOnly()))
                .isInstanceOf(StackException.class)
                .hasMessage("a local stack already runs in " + directory);

        assertThat(StackSupervisor.status(directory)).contains(up);
    }

    @Test
    void aKilledSupervisorTakesItsServersAlongAndTheNextOneKeepsThePorts() throws Exception {
        StackState first = StackSupervisor.up(redisOnly());
        ProcessHandle supervisor = ProcessHandle.of(first.supervisorPid()).orElseThrow();
        ProcessHandle server = ProcessHandle.of(first.servers().get(0).pid()).orElseThrow();

        supervisor.destroyForcibly();
        supervisor.onExit().get(20, TimeUnit.SECONDS);
        server.onExit().get(20, TimeUnit.SECONDS);

        assertThat(StackSupervisor.status(directory)).isEmpty();
        StackState second = StackSupervisor.up(redisOnly());
        assertThat(second.servers().get(0).address())
                .isEqualTo(first.servers().get(0).address());
    }

    @Test
    void whatASupervisorCannotStartItsCallerHears() {
        assertThatThrownBy(() -> StackSupervisor.up(redisOnly().withRedisConfig("nonsense 1")))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("redis ended with exit code 1")
                .hasMessageContaining("nonsense 1");
    }

    private StackOptions redisOnly() {
        return StackOptions.in(directory).withServers(ServerKind.REDIS);
    }
}
