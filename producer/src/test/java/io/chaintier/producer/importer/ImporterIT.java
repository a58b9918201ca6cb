package io.chaintier.producer.importer;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.chaintier.event.Block;
import io.chaintier.event.BlockAppended;
import io.chaintier.event.BlockRef;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.event.FinalityAdvanced;
import io.chaintier.event.wire.WireEvent;
import io.chaintier.localstack.ServerKind;
import io.chaintier.localstack.SharedStack;
import io.chaintier.localstack.junit.LocalStackTest;
import io.chaintier.producer.publish.ChainPublisher;
import io.chaintier.producer.testing.Blocks;
import io.chaintier.producer.testing.CanonicalChain;
import io.chaintier.producer.testing.ChildJvm;
import io.chaintier.producer.testing.Publishers;
import io.chaintier.producer.testing.Topic;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@LocalStackTest(ServerKind.KAFKA)
class ImporterIT {
    private final String bootstrap;
    private final ChainId chain = Publishers.newChain();
    private final Heard heard = new Heard();

    @TempDir
    private Path directory;

    ImporterIT(SharedStack stack) {
        this.bootstrap = stack.kafka();
    }

    @Test
    void everyPublicMainnetBlockOfTheSampleIsImportedOnce() throws Exception {
        Path data = Path.of(System.getProperty("chaintier.home"), "..", "shared", "data");
        assumeTrue(Files.isDirectory(data), "import of real blocks is skipped: there is no " + data);
        ChainId mainnet = new ChainId("eip155", "1");
        List<Path> files;
        try (Stream<Path> all = Files.list(data)) {
            files = all.filter(file -> file.getFileName().toString().matches("mainnet-.*ndjson(\\.gz)?"))
                    .sorted()
                    .toList();
        }

        ImportSummary summary;
        try (ChainPublisher publisher = ChainPublisher.open(Publishers.config(bootstrap, chain, "test"), mainnet)) {
            summary = new Importer(publisher, new ImportOptions(files, false, true, true), heard).run();
        }

        assertThat(heard.problems).isEmpty();
        assertThat(summary.files()).isEqualTo(files.size());
        assertThat(summary.progress().blocks()).isEqualTo(557);
        assertThat(summary.progress().bytesRead()).isEqualTo(summary.progress().bytesTotal());
        assertThat(summary.unknownReceipts()).isPositive();
        List<WireEvent> records = Topic.records(bootstrap, chain, mainnet);
        assertThat(records.size()).as("blocks, and one event of finality").isEqualTo(558);
        CanonicalChain.assertGapFree(records);
    }

    @Test
    void importedFileIsNotImportedAgainUnlessAskedFor() throws Exception {
        Path file = write("blocks.ndjson", Lines.lines(0, 100));

        ImportSummary first = run(options(file));
        ImportSummary second = run(options(file));
        Path copy = Files.copy(file, directory.resolve("another name"));
        run(options(copy));

        assertThat(first.progress().blocks()).isEqualTo(100);
        assertThat(second.progress().blocks()).isZero();
        assertThat(heard.skipped).containsExactly(file, copy);
        assertThat(appended()).hasSize(100);

        ImportSummary again = run(new ImportOptions(List.of(file), false, true, true));
        assertThat(again.progress().blocks()).isEqualTo(100);
        assertThat(appended()).hasSize(200);
    }

    @Test
    void lastBlockIsMarkedSafeAndFinalizedUnlessToldOtherwise() throws Exception {
        Path file = write("blocks.ndjson", Lines.lines(0, 10));

        ImportSummary without = run(new ImportOptions(List.of(file), false, false, false));
        ImportSummary with = run(options(file));
        run(options(file));

        Optional<BlockRef> last = Optional.of(Blocks.ref(9, 0));
        assertThat(without.finalized()).isEmpty();
        assertThat(with.finalized()).isEqualTo(last);
        assertThat(events().stream()
                        .map(ChainEvent::payload)
                        .filter(FinalityAdvanced.class::isInstance)
                        .toList())
                .isEqualTo(List.of(new FinalityAdvanced(last, last)));
    }

    @Test
    void blocksBelowTheHeadLeaveFinalityAlone() throws Exception {
        run(options(write("high.ndjson", Lines.lines(100, 110))));
        ImportSummary low = run(options(write("low.ndjson", Lines.lines(0, 10))));

        assertThat(low.finalized()).isEmpty();
        assertThat(events().get(events().size() - 1).envelope().head()).isEqualTo(Blocks.ref(109, 0));
    }

    @Test
    void compressedFileIsKnownByItsContent() throws Exception {
        Path file = directory.resolve("blocks.ndjson");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(String.join("\n", Lines.lines(0, 50)).getBytes(StandardCharsets.UTF_8));
        }

        ImportSummary summary = run(options(file));

        assertThat(summary.progress().blocks()).isEqualTo(50);
        assertThat(summary.progress().bytesRead()).isEqualTo(Files.size(file));
    }

    @Test
    void gapsAndOutOfOrderLinesAreImportedAndReported() throws Exception {
        List<String> lines = new ArrayList<>(Lines.lines(50, 60));
        lines.add("");
        lines.addAll(Lines.lines(5, 8));
        lines.addAll(Lines.lines(60, 61));
        lines.add(Lines.line(20));

        ImportSummary summary = run(options(write("blocks.ndjson", lines)));

        assertThat(heard.problems).isEmpty();
        assertThat(summary.ranges()).hasToString("[5-7, 20, 50-60]");
        assertThat(summary.outOfOrder()).isEqualTo(2);
        assertThat(summary.progress().lines()).isEqualTo(16);
        assertThat(summary.finalized()).contains(Blocks.ref(60, 0));
    }

    @Test
    void brokenLinesAreNamedAndDoNotLoseTheRest() throws Exception {
        List<String> lines = new ArrayList<>(Lines.lines(0, 3));
        lines.add(Lines.line(3).replace("\"0x3\"", "\"three\""));
        lines.add("{\"block\":{\"number\":");
        lines.add("{\"receipts\":[]}");
        lines.add(Lines.line(6).replace("\"receipts\"", "\"reciepts\""));
        lines.add(Lines.line(1, 7));
        lines.add(Lines.line(3, 7));
        lines.addAll(Lines.lines(3, 5));
        Path file = write("blocks.ndjson", lines);

        ImportSummary summary = run(options(file));

        assertThat(heard.problems.stream().map(LineProblem::line)).containsExactly(4L, 5L, 6L, 7L, 8L, 9L);
        assertThat(heard.problems.get(0).toString()).startsWith(file + ":4: block.number=\"three\": expected ");
        assertThat(heard.problems.get(1).what()).startsWith("expected one line of JSON (column ");
        assertThat(heard.problems.get(2).what()).startsWith("block is missing: expected {\"block\": ");
        assertThat(heard.problems.get(3).what()).isEqualTo("field \"reciepts\": expected block and receipts only");
        assertThat(heard.problems.get(4).what())
                .isEqualTo("block.hash=\"" + Blocks.hash(1, 7) + "\": expected " + Blocks.hash(1, 0)
                        + ", which block 1 already has");
        assertThat(heard.problems.get(5).what())
                .isEqualTo("block.parentHash=\"" + Blocks.hash(2, 7) + "\": expected " + Blocks.hash(2, 0)
                        + ", the hash of block 2");
        assertThat(summary.rejectedLines()).isEqualTo(6);
        assertThat(appended()).hasSize(5);
    }

    @Test
    void strictImportStopsAtTheFirstBrokenLineAndKeepsWhatCameBefore() throws Exception {
        List<String> lines = new ArrayList<>(Lines.lines(0, 3));
        lines.add("broken");
        lines.addAll(Lines.lines(3, 5));
        Path file = write("blocks.ndjson", lines);

        assertThatThrownBy(() -> run(new ImportOptions(List.of(file), true, false, true)))
                .isInstanceOf(ImportException.class)
                .hasMessageStartingWith(file + ":4: expected one line of JSON");

        assertThat(appended()).hasSize(3);
    }

    @Test
    void blocksOfAnotherChainAreRefused() throws Exception {
        Path data = Path.of(System.getProperty("chaintier.home"), "..", "shared", "data");
        Path file = data.resolve("goerli-8651337-NO-RECEIPTS.ndjson");
        assumeTrue(Files.exists(file), "the test of another chain's blocks is skipped: there is no " + file);

        run(options(file));

        assertThat(heard.problems).hasSize(1);
        assertThat(heard.problems.get(0).what())
                .isEqualTo("block.transactions are of chain eip155:5: expected chain " + chain);
    }

    @Test
    void damagedCompressionIsReportedAndWhatCameBeforeIsKept() throws Exception {
        Path file = directory.resolve("blocks.ndjson.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(String.join("\n", Lines.lines(0, 5_000)).getBytes(StandardCharsets.UTF_8));
        }
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));

        run(options(file));

        assertThat(heard.problems).hasSize(1);
        assertThat(heard.problems.get(0).what()).startsWith("the file cannot be read from here on: ");
        assertThat(appended().size()).isEqualTo((int) heard.problems.get(0).line() - 1);
    }

    @Test
    void missingFileIsNamedBeforeAnythingIsPublished() throws Exception {
        Path good = write("blocks.ndjson", Lines.lines(0, 3));
        Path missing = directory.resolve("missing.ndjson");

        assertThatThrownBy(() -> run(new ImportOptions(List.of(good, missing), false, false, true)))
                .isInstanceOf(ImportException.class)
                .hasMessage(missing + ": there is no such file");
        assertThat(events()).isEmpty();
    }

    @Test
    void killedImportsLoseAndDoubleNothing() throws Exception {
        long seed = Long.getLong("chaintier.seed", System.nanoTime());
        System.out.println("killedImportsLoseAndDoubleNothing: chaintier.seed=" + seed);
        Random random = new Random(seed);
        int blocks = 60_000;
        Path file = write("blocks.ndjson", Lines.lines(0, blocks));
        Path output = directory.resolve("output");

        int kills = 0;
        boolean done = false;
        while (!done) {
            Process child =
                    ChildJvm.start(output, ImportingChild.class, List.of(bootstrap, chain.toString(), file.toString()));
            done = kills >= 6
                    ? child.waitFor(120, SECONDS)
                    : child.waitFor(2_000 + random.nextInt(3_000), MILLISECONDS);
            if (!done) {
                child.destroyForcibly().waitFor();
                kills++;
            } else {
                assertThat(child.exitValue()).as(Files.readString(output)).isZero();
            }
        }

        CanonicalChain.assertGapFree(Topic.records(bootstrap, chain));
        List<Block> canonical = CanonicalChain.of(events());
        assertThat(canonical).hasSize(blocks);
        assertThat(canonical.get(blocks - 1).ref()).isEqualTo(Blocks.ref(blocks - 1, 0));
    }

    private ImportSummary run(ImportOptions options) throws InterruptedException {
        try (ChainPublisher publisher = ChainPublisher.open(Publishers.config(bootstrap, chain, "test"), chain)) {
            return new Importer(publisher, options, heard).run();
        }
    }

    private static ImportOptions options(Path file) {
        return new ImportOptions(List.of(file), false, false, true);
    }

    private Path write(String name, List<String> lines) throws IOException {
        return Files.write(directory.resolve(name), lines);
    }

    private List<ChainEvent> events() {
        return Topic.events(bootstrap, chain);
    }

    private List<BlockAppended> appended() {
        return events().stream()
                .map(ChainEvent::payload)
                .filter(BlockAppended.class::isInstance)
                .map(BlockAppended.class::cast)
                .toList();
    }
}
