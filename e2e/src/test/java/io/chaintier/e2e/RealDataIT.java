package io.chaintier.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chaintier.event.ChainId;
import io.chaintier.localstack.LocalStack;
import io.chaintier.localstack.StackOptions;
import io.chaintier.producer.importer.ImportSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** All of the real data goes in, everything is restarted, and all of it comes out. Serves R1, R2, R6, B1, B2, C3, I3. */
@Timeout(900)
class RealDataIT {
    private static final List<String> TIERS = List.of("memory", "replica", "primary");
    private static final int BLOCKS = 573; // 576 lines; three of them are other forms of blocks that come again
    private static final long SEED = 99;
    private static final int PIECE_LINES = 50;

    @TempDir
    Path directory;

    @Test
    void whatWentInComesOutOfEachTierAloneAlsoAfterEverythingWasRestarted() throws InterruptedException {
        Map<ChainId, List<Path>> files = SampleData.filesByChain(directory);
        Map<ChainId, ExpectedChain> expected = expected(files);
        StackOptions options = StackOptions.in(directory.resolve("stack")).withRedisConfig("appendonly yes");

        long events = 0;
        try (LocalStack stack = LocalStack.start(options);
                Pipeline pipeline = Pipeline.over(stack).startSinks()) {
            for (Map.Entry<ChainId, List<Path>> chain : files.entrySet()) {
                ImportSummary summary = pipeline.importFiles(chain.getKey(), chain.getValue());
                events += summary.progress().blocks()
                        + summary.finalized().stream().count();
            }
            pipeline.awaitSinks(events);
        }

        try (LocalStack stack = LocalStack.start(options);
                Pipeline pipeline = Pipeline.over(stack).startSinks()) {
            for (String tier : TIERS) {
                expected.forEach((chain, its) -> its.compareWith(pipeline.rpc(tier, chain)));
            }
            assertThat(expected.values().stream().mapToInt(ExpectedChain::size).sum())
                    .isEqualTo(BLOCKS);
            assertThat(expected.values().stream()
                            .mapToLong(ExpectedChain::compared)
                            .sum())
                    .isGreaterThan(30_000);
        }
    }

    @Test
    void nobodySeesAHoleOrHalfABlockWhileBlocksComeIn() throws Exception {
        ChainId chain = ChainId.parse("eip155:1");
        List<Path> pieces = pieces(SampleData.directory().resolve("mainnet-0-500-empty-uncles.ndjson"));

        try (LocalStack stack = LocalStack.start(StackOptions.inTemporaryDirectory());
                Pipeline pipeline = Pipeline.over(stack).startSinks()) {
            long events = importAll(pipeline, chain, pieces.subList(0, 1));
            List<HeadPoller> pollers = new ArrayList<>();
            for (String tier : List.of("memory", "replica", "primary", "memory,replica,primary")) {
                pollers.add(HeadPoller.start(tier, pipeline.rpc(tier, chain), SEED));
            }
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> pollers.stream()
                            .allMatch(poller ->
                                    poller.looks() > 0 || poller.complaint().isPresent()));
            events += importAll(pipeline, chain, pieces.subList(1, pieces.size()));
            pipeline.awaitSinks(events);
            pollers.forEach(HeadPoller::close);

            assertThat(pollers).allSatisfy(poller -> {
                assertThat(poller.complaint()).isEmpty();
                assertThat(poller.looks()).isGreaterThan(1);
            });
        }
    }

    /** Returns how many events were published. */
    private static long importAll(Pipeline pipeline, ChainId chain, List<Path> files) throws InterruptedException {
        long events = 0;
        for (Path file : files) {
            ImportSummary summary = pipeline.importFiles(chain, List.of(file));
            events += summary.progress().blocks() + summary.finalized().stream().count();
        }
        return events;
    }

    /** The file in pieces, so that blocks come in for a while. */
    private List<Path> pieces(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        List<Path> pieces = new ArrayList<>();
        for (int from = 0; from < lines.size(); from += PIECE_LINES) {
            Path piece = directory.resolve("piece-" + from + ".ndjson");
            pieces.add(Files.write(piece, lines.subList(from, Math.min(lines.size(), from + PIECE_LINES))));
        }
        return pieces;
    }

    private static Map<ChainId, ExpectedChain> expected(Map<ChainId, List<Path>> files) {
        Map<ChainId, ExpectedChain> expected = new LinkedHashMap<>();
        files.forEach((chain, its) -> {
            ExpectedChain all = expected.computeIfAbsent(chain, id -> new ExpectedChain());
            its.forEach(file -> SampleData.lines(file).forEach(line -> all.append(line.block(), line.receipts())));
        });
        return expected;
    }
}
