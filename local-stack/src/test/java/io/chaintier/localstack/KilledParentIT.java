package io.chaintier.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledParentIT {
    @TempDir
    private Path directory;

    @Test
    void serversDieWithAParentThatIsKilledEvenWhileOneIsPaused() throws Exception {
        try (OtherJvm parent = OtherJvm.running(Parent.class, directory.toString())) {
            List<ProcessHandle> servers = Stream.of(parent.line().split(" "))
                    .map(pid -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow())
                    .toList();
            assertThat(servers).hasSize(2).allMatch(ProcessHandle::isAlive);

            parent.kill();

            for (ProcessHandle server : servers) {
                CompletableFuture<ProcessHandle> end = server.onExit();
                end.get(20, TimeUnit.SECONDS);
            }
        }
        assertThat(DirectoryLock.isTaken(directory)).isFalse();
    }

    static final class Parent {
        private Parent() {}

        public static void main(String[] args) throws InterruptedException {
            StackOptions options = StackOptions.in(Path.of(args[0])).withServers(ServerKind.KAFKA, ServerKind.REDIS);
            LocalStack stack = LocalStack.start(options);
            stack.redis().pause();
            System.out.println(
                    stack.kafka().pid().getAsLong() + " " + stack.redis().pid().getAsLong());
            Thread.sleep(Long.MAX_VALUE);
        }
    }
}
