package io.chaintier.localchain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Records the {@link SampleChain} anew: to be run when the version of anvil or the traffic changes.
 *
 * <pre>
 * java -Dchaintier.home=. -cp CLASSPATH io.chaintier.localchain.SampleChainRecorder \
 *     local-chain/src/main/resources/io/chaintier/localchain/sample-chain.ndjson.gz
 * </pre>
 */
public final class SampleChainRecorder {
    private static final TrafficPlan PLAN = new TrafficPlan(1, 12, 6, 10, 6, true);
    private static final int BLOCKS = 120;

    private SampleChainRecorder() {}

    /** @param arguments the file to write */
    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        Path directory = Files.createTempDirectory("sample-chain");
        List<ChainStep> steps = record(AnvilProgram.installed(), directory);
        ChainStepFile.write(steps, Files.newOutputStream(file));
        System.out.printf("%d steps, %d bytes in %s%n", steps.size(), Files.size(file), file);
    }

    /** @param directory for the node */
    static List<ChainStep> record(AnvilProgram program, Path directory) {
        List<ChainStep> steps = new ArrayList<>();
        try (Anvil anvil = program.start(AnvilOptions.in(directory))) {
            ChainRecorder recorder = new ChainRecorder(anvil.rpc());
            Traffic traffic = Traffic.start(anvil.rpc(), PLAN);
            steps.addAll(recorder.record());
            while (recorder.canonical().size() < BLOCKS) {
                traffic.step();
                steps.addAll(recorder.record());
            }
        }
        return List.copyOf(steps);
    }
}
