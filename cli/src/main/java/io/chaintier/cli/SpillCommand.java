package io.chaintier.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import io.chaintier.spill.Frame;
import io.chaintier.spill.SpillFolder;
import io.chaintier.spill.SpillFolder.Report;
import io.chaintier.spill.SpillFolder.Stretch;
import io.chaintier.spill.SpillFolder.Verification;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Looks into fallback files from outside, and saves what a sink that is gone has left in one. */
@Command(
        name = "spill",
        mixinStandardHelpOptions = true,
        description = "Look into the folder of a fallback file, check it, export it, or drain a dead sink's.",
        synopsisSubcommandLabel = "(inspect | verify | export | drain)")
final class SpillCommand implements Callable<Integer> {
    private static final long MIB = 1 << 20;
    private static final int SHOWN = 50;

    @Spec
    private CommandSpec spec;

    /** Which folder. */
    static final class Folder {
        @Option(
                names = "--dir",
                required = true,
                paramLabel = "DIR",
                description = "The folder with the segment files, for example .chaintier/spill/memory.")
        private Path path;

        Path path() {
            return path.toAbsolutePath().normalize();
        }

        SpillFolder open() {
            try {
                return new SpillFolder(path());
            } catch (NoSuchFileException e) {
                throw new CommandException("there is no folder " + path(), ExitCode.RESTART_WILL_NOT_HELP);
            }
        }
    }

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(), "what to do with the folder? expected inspect, verify, export or drain");
    }

    @Command(
            name = "inspect",
            mixinStandardHelpOptions = true,
            description = "Show whose a folder is and what it holds. Changes nothing, also where a sink is using it.")
    int inspect(
            @Mixin Folder folder,
            @Option(names = "--json", description = "Print one JSON object instead of a table.") boolean json)
            throws IOException {
        FolderReport report = new FolderReport(folder.path(), folder.open().inspect());
        if (json) {
            print(report.json().toString());
        } else {
            report.print(out());
        }
        return ExitCode.DONE;
    }

    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = {
                "Read everything in a folder and check it against its checksums. Changes nothing.",
                "Exit code 0 only if there was something to check and all of it is right; 1 if there was nothing;"
                        + " 2 with damage."
            })
    int verify(
            @Mixin Folder folder,
            @Option(names = "--json", description = "Print one JSON object instead of a table.") boolean json)
            throws IOException {
        FolderCoverage read = new FolderCoverage();
        Verification checked = read(folder.open(), read::add);
        FolderReport report = new FolderReport(folder.path(), checked.report());
        if (json) {
            print(report.json(checked, read).toString());
        } else {
            printVerification(report, checked, read);
        }
        if (isDamaged(report, checked)) {
            return ExitCode.RESTART_WILL_NOT_HELP;
        }
        return checked.frames() == 0 ? ExitCode.RESTART_MAY_HELP : ExitCode.DONE;
    }

    @Command(
            name = "export",
            mixinStandardHelpOptions = true,
            description = {
                "Print what a folder holds, one JSON object a line, oldest first. Changes nothing.",
                "Exit code 2 if parts of the folder cannot be read; what can be is printed."
            })
    int export(
            @Mixin Folder folder,
            @Option(names = "--output", paramLabel = "FILE", description = "Write to this new file, not to the screen.")
                    Path output,
            @Option(names = "--raw", description = "Show payloads in Base64 instead of what they mean.") boolean raw)
            throws IOException {
        SpillFolder opened = folder.open();
        FolderReport report = new FolderReport(folder.path(), opened.inspect());
        if (report.owner().isEmpty()) {
            throw new CommandException(whyNoOwner(report, folder.path()), ExitCode.RESTART_WILL_NOT_HELP);
        }
        FramePrinter printer = new FramePrinter(report.owner().get(), raw);
        Verification read;
        try (Writer writer = output == null ? new Unclosed(out()) : newFile(output);
                JsonGenerator json = new JsonFactory().createGenerator(writer)) {
            json.setRootValueSeparator(new SerializedString("\n"));
            read = read(opened, frame -> print(printer, json, frame));
            json.flush();
            writer.write(read.frames() == 0 ? "" : "\n");
        } catch (UncheckedIOException e) {
            throw new CommandException("the export ended early: " + e.getCause(), ExitCode.RESTART_MAY_HELP);
        }
        report.problems().forEach(this::warn);
        report.describe(read.damages()).forEach(this::warn);
        return isDamaged(report, read) ? ExitCode.RESTART_WILL_NOT_HELP : ExitCode.DONE;
    }

    @Command(
            name = "drain",
            mixinStandardHelpOptions = true,
            description = {
                "Bring what the folder of a dead sink holds into that sink's store, and give its space back.",
                "What cannot be stored stays. Exit code 0 if all of it was stored; 1 if the store does not answer"
                        + " (run it again: it goes on); 2 if something stayed, was damaged, or the folder is refused."
            })
    int drain(
            @Mixin Folder folder,
            @Option(names = "--dry-run", description = "Read and check everything, and say what would be done.")
                    boolean dryRun,
            @Option(
                            names = "--without-kafka",
                            description = "Do not ask Kafka whether its topics are still those that the records are of."
                                    + " For when Kafka is gone too.")
                    boolean withoutKafka,
            @Mixin SettingsOptions settings)
            throws IOException, InterruptedException {
        SpillFolder opened = folder.open();
        Report inside = opened.inspect();
        FolderReport report = new FolderReport(folder.path(), inside);
        if (inside.frames() == 0 && report.problems().isEmpty()) {
            print(folder.path() + " holds no records: there is nothing to drain");
            return ExitCode.DONE;
        }
        if (inside.inUse()) {
            throw refused(folder.path() + " is open in a running process, which drains it by itself; to drain it from"
                    + " here, stop that process first");
        }
        FolderOwner owner =
                report.owner().orElseThrow(() -> refused(whyNoOwner(report, folder.path()) + ": it is not drained"));
        DrainTarget target = DrainTarget.of(owner, folder.path(), settings.load());
        target.check(withoutKafka);
        Verification checked = read(opened, target::foresee);
        report.problems().forEach(this::warn);
        report.describe(checked.damages()).forEach(this::warn);
        boolean whole = !isDamaged(report, checked);
        boolean all =
                dryRun ? target.tellPlan(out(), checked) : target.drain(folder.path(), checked.frames(), out(), err());
        return whole && all ? ExitCode.DONE : ExitCode.RESTART_WILL_NOT_HELP;
    }

    static CommandException refused(String why) {
        return new CommandException(why, ExitCode.RESTART_WILL_NOT_HELP);
    }

    private Verification read(SpillFolder folder, Consumer<Frame> frames) throws IOException {
        try (ProgressDisplay progress = new ProgressDisplay(err(), "Reading", "MiB", MIB)) {
            return folder.verify(new SpillFolder.Visitor() {
                @Override
                public void frame(Frame frame) {
                    frames.accept(frame);
                }

                @Override
                public void progress(long done, long total) {
                    progress.show(done, total, "");
                }
            });
        }
    }

    private void printVerification(FolderReport report, Verification checked, FolderCoverage read) {
        report.print(out());
        PrintWriter out = out();
        out.println();
        report.describe(checked.damages()).forEach(line -> out.println("  ! " + line));
        List<Stretch> holes = read.holes();
        if (!holes.isEmpty()) {
            out.println("  Between its records these are not in the folder (another instance had the partition"
                    + " meanwhile, or they are damaged):");
            report.describeStretches(holes.subList(0, Math.min(SHOWN, holes.size())))
                    .forEach(line -> out.println("    " + line));
            if (holes.size() > SHOWN) {
                out.println("    and " + (holes.size() - SHOWN) + " more; --json lists all");
            }
        }
        String result = String.format("checked %,d records, %,d bytes: ", checked.frames(), checked.bytes());
        if (isDamaged(report, checked)) {
            out.println("  " + result + "DAMAGED");
        } else if (checked.frames() == 0) {
            out.println("  there is nothing to check: no record that is not released");
        } else {
            out.println("  " + result + "all are right");
        }
        out.flush();
    }

    private static boolean isDamaged(FolderReport report, Verification checked) {
        return !report.problems().isEmpty() || !checked.damages().isEmpty();
    }

    private static String whyNoOwner(FolderReport report, Path folder) {
        return report.problems().isEmpty()
                ? folder + " holds no segment files of a fallback file"
                : folder + " cannot be told whose it is: " + String.join("; ", report.remarks());
    }

    private static Writer newFile(Path output) throws IOException {
        try {
            return Files.newBufferedWriter(output, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            throw refused(output + " exists: expected the name of a new file");
        }
    }

    private static void print(FramePrinter printer, JsonGenerator json, Frame frame) {
        try {
            printer.print(json, frame);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void print(String line) {
        out().println(line);
        out().flush();
    }

    private void warn(String line) {
        err().println("! " + line);
        err().flush();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** The screen, which is flushed at the end and not closed. A screen that is gone ends the export. */
    private static final class Unclosed extends Writer {
        private final PrintWriter screen;

        Unclosed(PrintWriter screen) {
            this.screen = screen;
        }

        @Override
        public void write(char[] text, int from, int length) throws IOException {
            screen.write(text, from, length);
            if (screen.checkError()) {
                throw new IOException("the output takes nothing more");
            }
        }

        @Override
        public void flush() {
            screen.flush();
        }

        @Override
        public void close() {
            screen.flush();
        }
    }
}
