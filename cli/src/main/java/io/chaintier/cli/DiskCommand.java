package io.chaintier.cli;

import io.chaintier.diskstore.CassandraConfig;
import io.chaintier.diskstore.DiskSchema;
import io.chaintier.diskstore.DiskSchema.ShardLayout;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The keyspaces and tables of the disk tier. */
@Command(
        name = "disk",
        mixinStandardHelpOptions = true,
        description = "Look at the tables of the disk tier, and bring them up to date.",
        synopsisSubcommandLabel = "(migrate | status)")
final class DiskCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "disk what? expected migrate or status");
    }

    @Command(
            name = "migrate",
            mixinStandardHelpOptions = true,
            description = "Make keyspaces and tables that are absent, and bring older ones up to the layout of this"
                    + " version. May be run again, and while services run.")
    int migrate(
            @Mixin SettingsOptions options,
            @Option(names = "--dry-run", description = "Print the statements instead of running them.")
                    boolean dryRun) {
        PrintWriter out = spec.commandLine().getOut();
        try (DiskSchema schema = new DiskSchema(CassandraConfig.from(options.load()))) {
            if (dryRun) {
                schema.plan().forEach(statement -> out.println(statement + ";"));
            } else {
                print(schema.migrate());
            }
        }
        out.flush();
        return ExitCode.DONE;
    }

    @Command(
            name = "status",
            mixinStandardHelpOptions = true,
            description = "Show where each type of data is, the layout of its tables, and the layout that this version"
                    + " needs.")
    int status(@Mixin SettingsOptions options) {
        try (DiskSchema schema = new DiskSchema(CassandraConfig.from(options.load()))) {
            print(schema.layouts());
        }
        return ExitCode.DONE;
    }

    private void print(List<ShardLayout> layouts) {
        PrintWriter out = spec.commandLine().getOut();
        String row = "%-12s %-16s %-32s %6s %6s%n";
        out.printf(row, "TYPE", "CLUSTER", "KEYSPACE", "LAYOUT", "NEEDED");
        layouts.forEach(each -> out.printf(
                row,
                each.type(),
                each.cluster().isEmpty() ? "-" : each.cluster(),
                each.keyspace(),
                each.version() == 0 ? "none" : each.version(),
                each.newest()));
        out.flush();
    }
}
