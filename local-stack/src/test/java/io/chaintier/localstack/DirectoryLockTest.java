package io.chaintier.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLockTest {
    @TempDir
    private Path directory;

    @Test
    void oneOwnerAtATimeAndItsNameIsKnown() {
        try (DirectoryLock lock = DirectoryLock.tryAcquire(directory).orElseThrow()) {
            assertThat(lock).isNotNull();
            assertThat(DirectoryLock.tryAcquire(directory)).isEmpty();
            assertThat(DirectoryLock.owner(directory)).contains(ProcessHandle.current());
        }
        assertThat(DirectoryLock.isTaken(directory)).isFalse();
        assertThat(DirectoryLock.owner(directory)).isEmpty();
    }

    @Test
    void lookingAtOurOwnLockDoesNotDropItForOtherProcesses() throws IOException {
        try (DirectoryLock lock = DirectoryLock.tryAcquire(directory).orElseThrow()) {
            assertThat(lock).isNotNull();
            assertThat(DirectoryLock.isTaken(directory)).isTrue();
            assertThat(DirectoryLock.owner(directory)).isPresent();

            try (OtherJvm other = OtherJvm.running(Looker.class, directory.toString())) {
                assertThat(other.line())
                        .isEqualTo("owned by " + ProcessHandle.current().pid());
            }
        }
    }

    static final class Looker {
        private Looker() {}

        public static void main(String[] args) {
            System.out.println(DirectoryLock.owner(Path.of(args[0]))
                    .map(owner -> "owned by " + owner.pid())
                    .orElse("free"));
        }
    }
}
