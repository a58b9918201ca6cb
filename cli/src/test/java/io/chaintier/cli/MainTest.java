package io.chaintier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody sees who types a command that cannot work, or asks for help. */
class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo",
                "local-stack",
                "local-stack up",
                "produce",
                "produce import",
                "produce follow",
                "produce report",
                "produce forget",
                "sink",
                "sink memory",
                "gateway",
                "nodes",
                "replay",
                "replay status",
                "spill",
                "spill inspect",
                "spill verify",
                "spill export",
                "spill drain",
                "tail",
                "settings"
            })
    void everyCommandExplainsItself(String command) {
        int exitCode = run(Stream.concat(Stream.of(command.split(" ")), Stream.of("--help"))
                .toArray(String[]::new));

        assertThat(exitCode).isZero();
        assertThat(out.toString()).contains("Usage: chaintier " + command);
    }

    @Test
    void noCommandIsWrongUsage() {
        assertThat(run()).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("Usage: chaintier");
    }

    @Test
    void aMisspelledCommandIsAnsweredWithTheRightOne() {
        assertThat(run("gatway")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("gatway").contains("Did you mean").contains("gateway");
    }

    @Test
    void aChainIdOfAnotherShapeIsShownWithWhatWasExpected() {
        assertThat(run("produce", "import", "blocks.ndjson", "--chain", "mainnet"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .contains("--chain")
                .contains("expected a CAIP-2 chain id such as eip155:1, but got \"mainnet\"");
    }

    @Test
    void whereThingsStandOnThisMachineIsShownWithKafkaDownToo() throws IOException {
        Path file = Files.writeString(
                folder.resolve("chaintier.properties"),
                "kafka.bootstrap.servers=127.0.0.1:1\n"
                        + "kafka.request.timeout.ms=300\nkafka.default.api.timeout.ms=300\n"
                        + "sink.spill.dir=" + folder + "\npublisher.spool.dir=" + folder + "\n");

        assertThat(run("replay", "status", "--config", file.toString())).isEqualTo(ExitCode.RESTART_MAY_HELP);
        assertThat(out.toString())
                .contains("FALLBACK FILE ON THIS MACHINE")
                .contains("PUBLISHER'S SPOOL ON THIS MACHINE")
                .contains("none in " + folder);
        assertThat(err.toString()).contains("chaintier: ");
    }

    @Test
    void aSettingThatCannotBeUsedIsNamedWithItsSource() throws IOException {
        Path file = Files.writeString(folder.resolve("chaintier.properties"), "sink.batch.events=many\n");

        assertThat(run("sink", "memory", "--config", file.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("sink.batch.events=many (from " + file + "): expected int [1,...,10000]");
    }

    @Test
    void aSettingThatNobodyReadsIsRefused() {
        assertThat(run("sink", "disk", "-s", "sink.batch.event=5")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("sink.batch.event (from the command line): there is no such setting");
    }

    @Test
    void aRangeThatIsToBePassedOverHasAFormAndAnOrder() {
        assertThat(run("sink", "memory", "--accept-missing", "chain.blocks-3:30"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("chain.blocks-3:30: expected TOPIC-PARTITION:FIRST-LAST");

        assertThat(run("sink", "disk", "--accept-missing", "chain.blocks-3:39-30"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("offsets 39-30: expected the first missing offset and the last");
    }

    @Test
    void aMissingSettingsFileIsNamed() {
        assertThat(run("gateway", "--config", folder.resolve("none.properties").toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("none.properties: there is no such settings file");
    }

    @Test
    void theSettingsReferenceIsWhatTheCodeSays() throws IOException {
        Path reference = Path.of(System.getProperty("chaintier.home"), "docs", "settings.md");

        assertThat(run("settings")).isZero();
        assertThat(Files.readString(reference))
                .as("docs/settings.md is not current: print it anew with bin/chaintier settings")
                .isEqualTo(out.toString());
    }

    private int run(String... arguments) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
