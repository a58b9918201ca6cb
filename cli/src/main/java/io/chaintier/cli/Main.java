package io.chaintier.cli;

import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bin/chaintier}: the one command. */
@Command(
        name = "chaintier",
        description =
                "Event-sourced storage for blockchain data: from a node to Kafka, from there to Redis (memory) and"
                        + " Cassandra (disk), and back through Ethereum's JSON-RPC.",
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        subcommands = {
            DemoCommand.class,
            LocalStackCommand.class,
            ProduceCommand.class,
            SinkCommand.class,
            GatewayCommand.class,
            NodesCommand.class,
            DiskCommand.class,
            ReplayCommand.class,
            SpillCommand.class,
            TailCommand.class,
            SettingsCommand.class,
            HelpCommand.class
        },
        footer = {
            "",
            "Settings come from defaults that fit 'local-stack up', then a file (-c), then",
            "the environment (CHAINTIER_...), then -s KEY=VALUE; 'settings' lists them all.",
            "",
            "Exit codes: 0 done, 1 failed and a restart may help, 2 failed and it will not,",
            "64 wrong usage or settings."
        })
public final class Main implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    @Spec
    private CommandSpec spec;

    public static void main(String[] arguments) {
        ServiceRunner.exit(commandLine().execute(arguments));
    }

    /** The command with all its parts; executing it gives the exit code. */
    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Main());
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setExitCodeExceptionMapper(Failures::exitCode);
        commandLine.setExecutionExceptionHandler(Main::explain);
        commandLine.setParameterExceptionHandler(Main::explainUsage);
        return commandLine;
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }

    private static int explain(Exception failure, CommandLine commandLine, CommandLine.ParseResult parsed) {
        commandLine.getErr().println(commandLine.getColorScheme().errorText("chaintier: " + Failures.message(failure)));
        LOG.debug("failure", failure);
        return Failures.exitCode(failure);
    }

    private static int explainUsage(ParameterException wrong, String[] arguments) {
        CommandLine commandLine = wrong.getCommandLine();
        commandLine.getErr().println(commandLine.getColorScheme().errorText("chaintier: " + wrong.getMessage()));
        if (!CommandLine.UnmatchedArgumentException.printSuggestions(wrong, commandLine.getErr())) {
            commandLine
                    .getErr()
                    .println("Try 'chaintier "
                            + commandLine.getCommandSpec().qualifiedName(" ").replaceFirst("^chaintier ?", "")
                            + " --help'.");
        }
        return ExitCode.USAGE;
    }
}
