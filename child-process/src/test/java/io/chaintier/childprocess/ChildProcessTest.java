package io.chaintier.childprocess;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** That children end with a killed parent is shown where real servers are: in the tests of the local stack. */
@Timeout(30)
class ChildProcessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    @Test
    void whatAChildSaysGoesToItsLog() throws IOException {
        ChildProcess child = start("echo first; echo second >&2");

        assertThat(child.awaitEnd(PATIENCE)).isTrue();
        assertThat(LogTail.of(log(), 1)).isEqualTo("  second");
        assertThat(LogTail.since(log(), "first\n".length())).isEqualTo("second\n");
        assertThat(child.ending()).isEqualTo("exit code 0");
    }

    @Test
    void aChildThatListensEndsWhenAsked() {
        ChildProcess child = start("trap 'echo bye; exit 7' TERM; echo up; while :; do sleep 0.05; done");
        awaitLog("up");

        child.stop(PATIENCE);

        assertThat(child.isAlive()).isFalse();
        assertThat(child.ending()).isEqualTo("exit code 7");
    }

    @Test
    void aChildThatDoesNotListenIsKilledWhenPatienceIsOver() {
        ChildProcess child = start("trap '' TERM; echo up; while :; do sleep 0.05; done");
        awaitLog("up");

        child.stop(Duration.ofMillis(100));

        assertThat(child.isAlive()).isFalse();
    }

    @Test
    void aFrozenChildDoesNothingUntilItMayGoOnAndCanStillBeStopped() throws Exception {
        ChildProcess child = start("while :; do echo tick; sleep 0.01; done");
        awaitLog("tick");

        child.pause();
        long frozenAt = Files.size(log());
        Thread.sleep(200);

        assertThat(Files.size(log())).isEqualTo(frozenAt);
        child.resume();
        while (Files.size(log()) == frozenAt) {
            Thread.sleep(5);
        }
        child.pause();
        child.stop(PATIENCE);
        assertThat(child.isAlive()).isFalse();
    }

    private ChildProcess start(String script) {
        return ChildProcess.leashed(List.of("sh", "-c", script), folder, log());
    }

    private Path log() {
        return folder.resolve("child.log");
    }

    private void awaitLog(String text) {
        while (!LogTail.of(log(), 100).contains(text)) {
            Thread.onSpinWait();
        }
    }
}
