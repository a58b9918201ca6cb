package io.chaintier.localchain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/** Follows steps as their definition says and finds out where they lead. */
final class Replay {
    private Replay() {}

    /** @return the branch from the first block to the head; fails at a step that does not fit the head before it */
    static List<RecordedBlock> of(List<ChainStep> steps) {
        List<RecordedBlock> branch = new ArrayList<>();
        for (ChainStep step : steps) {
            RecordedBlock head = branch.isEmpty() ? null : branch.get(branch.size() - 1);
            if (step instanceof ChainStep.Revert revert) {
                assertThat(revert).isEqualTo(new ChainStep.Revert(head.number(), head.hash()));
                branch.remove(branch.size() - 1);
            } else if (step instanceof ChainStep.Append append) {
                if (head != null) {
                    assertThat(append.block().parentHash()).isEqualTo(head.hash());
                    assertThat(append.block().number()).isEqualTo(head.number() + 1);
                }
                branch.add(append.block());
            }
        }
        return branch;
    }
}
