package io.chaintier.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.event.StateEntry;
import io.chaintier.event.wire.EventEncoder;
import io.chaintier.event.wire.StateCodec;
import io.chaintier.sinkruntime.RecordCodec;
import io.chaintier.spill.Frame;
import io.chaintier.spill.Owner;
import io.chaintier.spill.Spill;
import io.chaintier.spill.SpillConfig;
import io.chaintier.storetestkit.RandomChain;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator sees of a folder, and what it takes to be told that it is fine. Serves R3, R4, C5, faults 11, 14, 15. */
@Timeout(120)
class SpillCommandTest {
    private static final long SEED = 20_261_124L;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Owner MEMORY_SINK = new Owner(Map.of(
            "sink", "memory",
            "group", "chaintier-memory-sink",
            "cluster", "some-cluster",
            "blocks.topic", "chain.blocks",
            "blocks.topic.id", "id-of-blocks",
            "state.topic", "chain.state",
            "state.topic.id", "id-of-state"));

    private final List<ChainEvent> events = RandomChain.events(ChainId.parse("eip155:1"), SEED, 200);
    private final List<StateEntry> entries = RandomChain.states(ChainId.parse("eip155:1"), SEED, 10);
    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    @TempDir
    Path home;

    @Test
    void inspectShowsWhoseItIsAndWhichOffsetsItHolds() {
        Path folder = folderOfTheMemorySink(100);

        assertThat(run("spill", "inspect", "--dir", folder.toString())).isZero();
        assertThat(out.toString())
                .contains(folder.toString())
                .contains("sink memory of group chaintier-memory-sink")
                .contains("210 records")
                .contains("chain.blocks-3 offsets 100 to 299")
                .contains("chain.state-0 offsets 0 to 9")
                .contains("SEALED");
    }

    @Test
    void inspectAsJsonHasTheSame() throws IOException {
        Path folder = folderOfTheMemorySink(100);

        assertThat(run("spill", "inspect", "--json", "--dir", folder.toString()))
                .isZero();
        JsonNode json = JSON.readTree(out.toString());
        assertThat(json.get("inUse").asBoolean()).isFalse();
        assertThat(json.at("/owners/0/sink").asText()).isEqualTo("memory");
        assertThat(json.get("records").asLong()).isEqualTo(210);
        assertThat(json.get("holds"))
                .isEqualTo(JSON.readTree("[{\"stream\":\"chain.state-0\",\"from\":0,\"to\":10},"
                        + "{\"stream\":\"chain.blocks-3\",\"from\":100,\"to\":300}]"));
    }

    @Test
    void inspectWorksWhileASinkHasTheFolderOpenAndSaysSo() {
        Path folder = home.resolve("memory");
        try (Spill live = open(folder, MEMORY_SINK)) {
            fill(live, 0);
            live.force();

            assertThat(run("spill", "inspect", "--dir", folder.toString())).isZero();
            assertThat(out.toString()).contains("a running process has it open").contains("210 records");
        }
    }

    @Test
    void verifyCountsWhatItCheckedAndOnlyThenSaysThatItIsRight() {
        Path folder = folderOfTheMemorySink(0);

        assertThat(run("spill", "verify", "--dir", folder.toString())).isZero();
        assertThat(out.toString()).contains("checked 210 records").contains("all are right");
    }

    @Test
    void whatWasReleasedIsNotChecked() {
        Path folder = home.resolve("memory");
        try (Spill spill = open(folder, MEMORY_SINK)) {
            fill(spill, 0);
            List<Frame> frames = spill.read(150, Long.MAX_VALUE);
            spill.release(frames.get(frames.size() - 1).place());
        }

        assertThat(run("spill", "verify", "--dir", folder.toString())).isZero();
        assertThat(out.toString()).contains("checked 60 records").contains("offsets 150 to 199");
    }

    @Test
    void nothingToCheckIsNeverFine() throws IOException {
        Path empty = Files.createDirectory(home.resolve("empty"));
        Path drained = home.resolve("drained");
        open(drained, MEMORY_SINK).close();

        for (Path folder : List.of(empty, drained)) {
            assertThat(run("spill", "verify", "--dir", folder.toString()))
                    .as(folder.toString())
                    .isEqualTo(ExitCode.RESTART_MAY_HELP);
            assertThat(out.toString()).contains("there is nothing to check").doesNotContain("right");
        }
    }

    @Test
    void aFlippedBitIsReportedAsTheOffsetsThatCannotBeRead() throws IOException {
        Path folder = folderOfTheMemorySink(100);
        flipABitOfTheRecordAtOffset(folder, 142);

        assertThat(run("spill", "verify", "--dir", folder.toString())).isEqualTo(ExitCode.RESTART_WILL_NOT_HELP);
        assertThat(out.toString())
                .contains("segment 1, bytes ")
                .contains("are damaged: chain.blocks-3 offsets 142 to 142 cannot be read")
                .contains("checked 209 records")
                .contains("DAMAGED");

        assertThat(run("spill", "verify", "--json", "--dir", folder.toString()))
                .isEqualTo(ExitCode.RESTART_WILL_NOT_HELP);
        assertThat(JSON.readTree(out.toString()).at("/damages/0/missing"))
                .isEqualTo(JSON.readTree("[{\"stream\":\"chain.blocks-3\",\"from\":142,\"to\":143}]"));
    }

    @Test
    void aMissingSegmentIsDamage() throws IOException {
        Path folder = home.resolve("memory");
        try (Spill spill = open(folder, MEMORY_SINK)) {
            for (int offset = 0; segmentFiles(folder).size() < 5; offset++) {
                byte[] record = record("chain.blocks", 3, offset, "eip155:1", new byte[200_000]);
                assertThat(spill.append(6, offset, offset + 1, record)).isTrue();
            }
        }
        List<Path> segments = segmentFiles(folder);
        Files.delete(segments.get(1));

        assertThat(run("spill", "verify", "--dir", folder.toString())).isEqualTo(ExitCode.RESTART_WILL_NOT_HELP);
        assertThat(out.toString()).contains("segment 2 is missing").contains("DAMAGED");
    }

    @Test
    void aSegmentWithoutAReadableHeaderIsDamage() throws IOException {
        Path folder = folderOfTheMemorySink(0);
        try (RandomAccessFile file =
                new RandomAccessFile(segmentFiles(folder).get(0).toFile(), "rw")) {
            file.write(new byte[8192]);
        }

        assertThat(run("spill", "verify", "--dir", folder.toString())).isEqualTo(ExitCode.RESTART_WILL_NOT_HELP);
        assertThat(out.toString()).contains("has no readable header").contains("1 segment files cannot be read");
    }

    @Test
    void aFolderThatIsNotThereIsNamed() {
        for (String command : List.of("inspect", "verify", "export", "drain")) {
            String none = home.resolve("none").toString();

            assertThat(run("spill", command, "--dir", none)).isEqualTo(ExitCode.RESTART_WILL_NOT_HELP);
            assertThat(err.toString()).contains("there is no folder " + none);
        }
    }

    @Test
    void theFolderMustBeGiven() {
        assertThat(run("spill", "inspect")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--dir");
        assertThat(run("spill")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("expected inspect, verify, export or drain");
    }

    @Test
    void exportPrintsEveryRecordAsOneLineOfJson() throws IOException {
        Path folder = folderOfTheMemorySink(100);

        assertThat(run("spill", "export", "--dir", folder.toString())).isZero();
        List<JsonNode> lines = lines(out.toString());
        assertThat(lines).hasSize(210);
        assertThat(lines.get(0).get("stream").asText()).isEqualTo("chain.blocks-3");
        assertThat(lines.get(0).get("offset").asLong()).isEqualTo(100);
        assertThat(lines.get(0).get("sequence").asLong())
                .isEqualTo(events.get(0).sequence());
        assertThat(lines.get(209).get("stream").asText()).isEqualTo("chain.state-0");
        assertThat(lines.get(209).get("key").asText()).isEqualTo(entries.get(9).key());
    }

    @Test
    void exportedPayloadsAreTheBytesOfTheFolder() throws IOException {
        Path folder = folderOfTheMemorySink(100);

        assertThat(run("spill", "export", "--raw", "--dir", folder.toString())).isZero();
        ConsumerRecord<byte[], byte[]> record = RecordCodec.decode(Base64.getDecoder()
                .decode(lines(out.toString()).get(5).get("payload").asText()));
        assertThat(record.offset()).isEqualTo(105);
        assertThat(record.value()).isEqualTo(encoded(events.get(5)));
    }

    @Test
    void exportToAFileNeverWritesOverAnother() throws IOException {
        Path folder = folderOfTheMemorySink(0);
        Path file = home.resolve("records.ndjson");

        assertThat(run("spill", "export", "--output", file.toString(), "--dir", folder.toString()))
                .isZero();
        assertThat(Files.readAllLines(file)).hasSize(210);
        assertThat(run("spill", "export", "--output", file.toString(), "--dir", folder.toString()))
                .isEqualTo(ExitCode.RESTART_WILL_NOT_HELP);
        assertThat(err.toString()).contains(file + " exists: expected the name of a new file");
        assertThat(Files.readAllLines(file)).hasSize(210);
    }

    @Test
    void exportOfADamagedFolderGivesWhatIsWholeAndSaysThatItIsNotAll() throws IOException {
        Path folder = folderOfTheMemorySink(0);
        flipABitOfTheRecordAtOffset(folder, 20);

        assertThat(run("spill", "export", "--dir", folder.toString())).isEqualTo(ExitCode.RESTART_WILL_NOT_HELP);
        assertThat(lines(out.toString())).hasSize(209);
        assertThat(err.toString()).contains("chain.blocks-3 offsets 20 to 20 cannot be read");
    }

    @Test
    void exportOfAPublishersSpoolShowsItsPayloads() throws IOException {
        Path folder = spoolOfAPublisher();

        assertThat(run("spill", "export", "--dir", folder.toString())).isZero();
        JsonNode line = lines(out.toString()).get(0);
        assertThat(Base64.getDecoder().decode(line.get("payload").asText())).isEqualTo("publication".getBytes(UTF_8));
    }

    @Test
    void aPublishersSpoolIsNotDrainedFromOutsideAndTheMessageSaysWhatDrainsIt() throws IOException {
        Path folder = spoolOfAPublisher();
        Map<String, String> before = contents(folder);

        assertThat(run("spill", "drain", "--dir", folder.toString())).isEqualTo(ExitCode.RESTART_WILL_NOT_HELP);
        assertThat(err.toString())
                .contains("is the spool of the publisher of chain eip155:1")
                .contains("start that producer again")
                .contains("publisher.spool.dir=" + home);
        assertThat(contents(folder)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"group", "blocks.topic", "state.topic"})
    void aFolderOfAnotherDeploymentIsRefusedUntouched(String attribute) throws IOException {
        Map<String, String> attributes = new HashMap<>(MEMORY_SINK.attributes());
        attributes.put(attribute, "another");
        Path folder = home.resolve("memory");
        try (Spill spill = open(folder, new Owner(attributes))) {
            fill(spill, 0);
        }
        Map<String, String> before = contents(folder);

        assertThat(run("spill", "drain", "--without-kafka", "--dir", folder.toString()))
                .isEqualTo(ExitCode.RESTART_WILL_NOT_HELP);
        assertThat(err.toString())
                .contains("the folder is another's: its " + attribute + " is another, but the settings say "
                        + MEMORY_SINK.attributes().get(attribute));
        assertThat(contents(folder)).isEqualTo(before);
    }

    @Test
    void aFolderOfAnUnknownSinkIsRefused() {
        Map<String, String> attributes = new HashMap<>(MEMORY_SINK.attributes());
        attributes.put("sink", "tape");
        Path folder = home.resolve("tape");
        try (Spill spill = open(folder, new Owner(attributes))) {
            fill(spill, 0);
        }

        assertThat(run("spill", "drain", "--dir", folder.toString())).isEqualTo(ExitCode.RESTART_WILL_NOT_HELP);
        assertThat(err.toString()).contains("expected the folder of a memory sink or a disk sink");
    }

    @Test
    void aFolderThatALiveSinkHoldsIsNotDrained() {
        Path folder = home.resolve("memory");
        try (Spill live = open(folder, MEMORY_SINK)) {
            fill(live, 0);

            assertThat(run("spill", "drain", "--without-kafka", "--dir", folder.toString()))
                    .isEqualTo(ExitCode.RESTART_WILL_NOT_HELP);
            assertThat(err.toString()).contains("is open in a running process").contains("stop that process first");
        }
    }

    @Test
    void anEmptyFolderNeedsNoDraining() {
        Path folder = home.resolve("memory");
        open(folder, MEMORY_SINK).close();

        assertThat(run("spill", "drain", "--dir", folder.toString())).isZero();
        assertThat(out.toString()).contains("holds no records: there is nothing to drain");
    }

    @Test
    void aDryRunSaysWhatWouldBeDoneAndChangesNothing() throws IOException {
        Path folder = folderOfTheMemorySink(0);
        Map<String, String> before = contents(folder);

        assertThat(run("spill", "drain", "--dry-run", "--without-kafka", "--dir", folder.toString()))
                .isZero();
        assertThat(out.toString())
                .contains("would bring 210 records")
                .contains("into the memory store")
                .containsPattern("chain.blocks-3 +200 records")
                .containsPattern("chain.state-0 +10 records");
        assertThat(contents(folder)).isEqualTo(before);
    }

    @Test
    void aStoreThatDoesNotAnswerTakesNothingOutOfTheFolder() {
        Path folder = folderOfTheMemorySink(0);

        int exitCode = run(
                "spill", "drain", "--without-kafka", "-s", "redis.uri=redis://127.0.0.1:1", "--dir", folder.toString());

        assertThat(exitCode).isEqualTo(ExitCode.RESTART_MAY_HELP);
        assertThat(err.toString()).contains("the memory store does not answer");
        assertThat(run("spill", "verify", "--dir", folder.toString())).isZero();
        assertThat(out.toString()).contains("checked 210 records");
    }

    /** 200 records of blocks in partition 3, from this offset on, and 10 of state. */
    private Path folderOfTheMemorySink(long firstOffset) {
        Path folder = home.resolve("memory");
        try (Spill spill = open(folder, MEMORY_SINK)) {
            fill(spill, firstOffset);
        }
        return folder;
    }

    private void fill(Spill spill, long firstOffset) {
        for (int i = 0; i < events.size(); i++) {
            long offset = firstOffset + i;
            byte[] record = record("chain.blocks", 3, offset, "eip155:1", encoded(events.get(i)));
            assertThat(spill.append(RecordCodec.stream(3, false), offset, offset + 1, record))
                    .isTrue();
        }
        for (int i = 0; i < entries.size(); i++) {
            byte[] value = new StateCodec().encode(entries.get(i));
            byte[] record = record("chain.state", 0, i, entries.get(i).recordKey(), value);
            assertThat(spill.append(RecordCodec.stream(0, true), i, i + 1, record))
                    .isTrue();
        }
    }

    private Path spoolOfAPublisher() {
        Path folder = home.resolve("spool");
        try (Spill spill = open(folder, new Owner(Map.of("kind", "publisher", "chain", "eip155:1")))) {
            assertThat(spill.append(0, 0, 1, "publication".getBytes(UTF_8))).isTrue();
        }
        return folder;
    }

    private static Spill open(Path folder, Owner owner) {
        return Spill.open(
                new SpillConfig(folder, 1 << 20, 1 << 30, 0, Duration.ofMillis(50)), owner, Clock.systemUTC());
    }

    private static byte[] encoded(ChainEvent event) {
        return new EventEncoder(900_000)
                .encode(event.envelope(), event.payload())
                .get(0)
                .value();
    }

    private static byte[] record(String topic, int partition, long offset, String key, byte[] value) {
        return RecordCodec.encode(new ConsumerRecord<>(topic, partition, offset, key.getBytes(UTF_8), value));
    }

    /** In the middle of its value. */
    private void flipABitOfTheRecordAtOffset(Path folder, long offset) throws IOException {
        long first = JSON.readTree(export(folder)).get("offset").asLong();
        byte[] value = encoded(events.get((int) (offset - first)));
        Path segment = segmentFiles(folder).get(0);
        byte[] file = Files.readAllBytes(segment);
        int at = indexOf(file, value) + value.length / 2;
        try (RandomAccessFile bytes = new RandomAccessFile(segment.toFile(), "rw")) {
            bytes.seek(at);
            bytes.write(file[at] ^ 1);
        }
    }

    private String export(Path folder) {
        assertThat(run("spill", "export", "--dir", folder.toString())).isZero();
        return out.toString().lines().findFirst().orElseThrow();
    }

    private static int indexOf(byte[] file, byte[] value) {
        for (int at = 0; at + value.length <= file.length; at++) {
            if (Arrays.equals(file, at, at + value.length, value, 0, value.length)) {
                return at;
            }
        }
        throw new AssertionError("the segment does not hold the record");
    }

    private static List<Path> segmentFiles(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".segment"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Of every file, by name, its size and what it holds. */
    private static Map<String, String> contents(Path folder) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                contents.put(folder.relativize(file).toString(), bytes.length + " " + Arrays.hashCode(bytes));
            }
        }
        return contents;
    }

    private static List<JsonNode> lines(String text) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : text.lines().toList()) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }

    private int run(String... arguments) {
        out = new StringWriter();
        err = new StringWriter();
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
