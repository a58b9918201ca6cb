package io.chaintier.localchain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class SampleChainRecorderIT {
    @TempDir
    Path directory;

    @Test
    @Timeout(180)
    void recordingTheSampleAgainGivesTheSameChainHashByHash() {
        AnvilProgram program = RealNode.orSkip("that the recorded sample chain is what anvil gives");

        assertThat(SampleChainRecorder.record(program, directory)).isEqualTo(SampleChain.steps());
    }
}
