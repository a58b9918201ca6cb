package io.chaintier.producer.importer;

import static org.assertj.core.api.Assertions.assertThat;

import io.chaintier.producer.testing.Blocks;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TallyTest {
    @Test
    void rangesAreTheSameInAnyOrderOfBlocks() {
        long seed = Long.getLong("chaintier.seed", System.nanoTime());
        System.out.println("rangesAreTheSameInAnyOrderOfBlocks: chaintier.seed=" + seed);
        List<Long> numbers = new ArrayList<>(LongStream.of(0, 1, 2, 5, 6, 9, 11, 12, 13, 14, 20, 5, 12)
                .boxed()
                .toList());
        Random random = new Random(seed);

        for (int i = 0; i < 1_000; i++) {
            Collections.shuffle(numbers, random);
            Tally tally = new Tally(0, () -> 0);
            numbers.forEach(number -> tally.accepted(Blocks.block(number, 0), 0));

            assertThat(tally.summary(Optional.empty()).ranges())
                    .as("%s", numbers)
                    .hasToString("[0-2, 5-6, 9, 11-14, 20]");
        }
    }
}
