package io.chaintier.gateway;

import io.chaintier.event.ChainId;
import io.chaintier.gateway.RealBlocks.Sample;
import io.chaintier.gateway.read.Tier;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every method's answer about blocks of public chains is what the node gave, field by field. */
class RealChainAnswersTest {
    /** The model store searches all it has for every question: some of each file are enough here. */
    private static final int BLOCKS_OF_A_FILE = 12;

    private static final int TRANSACTIONS_OF_A_BLOCK = 5;

    static List<String> files() {
        return RealBlocks.files("");
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyAnswerIsWhatTheNodeGave(String file) {
        List<Sample> samples = some(RealBlocks.of(file));
        FakeTier disk = new FakeTier().has(RealBlocks.events(ChainId.parse("eip155:1"), samples));
        try (TestGateway gateway = TestGateway.over(Map.of(Tier.PRIMARY, disk))) {
            samples.forEach(sample -> NodeAnswers.check(gateway.client(), sample, TRANSACTIONS_OF_A_BLOCK));
        }
    }

    private static List<Sample> some(List<Sample> samples) {
        int step = Math.max(1, samples.size() / BLOCKS_OF_A_FILE);
        return IntStream.range(0, samples.size())
                .filter(i -> i % step == 0)
                .mapToObj(samples::get)
                .toList();
    }
}
