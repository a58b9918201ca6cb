package io.chaintier.cli;

import io.chaintier.cli.demo.Demo;
import io.chaintier.cli.demo.DemoScreen;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the whole system running. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Run the whole system on this machine, on real input, until Ctrl-C.",
            "",
            "Starts Kafka, Redis, a Cassandra with two datacenters, both sinks, the gateway, and a local Ethereum node"
                    + " with traffic (or follows yours, with --rpc).",
            ""
        })
final class DemoCommand implements Callable<Integer> {
    @Option(names = "--rpc", paramLabel = "URL", description = "Follow this node instead of a local one.")
    private URI rpc;

    @Option(names = "--sample", description = "Play the recorded chain instead of running a node.")
    private boolean sample;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8545",
            description = "Port of the gateway, 0 for a free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Folder for data and logs (default: .chaintier/demo in the checkout). Data is not kept.")
    private Path directory = Home.directory().resolve(".chaintier").resolve("demo");

    @Mixin
    private SettingsOptions settings;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Demo.Options options = new Demo.Options(
                Optional.ofNullable(rpc), sample, directory.toAbsolutePath().normalize(), port, settings.load());
        Logs.toFile(options.directory().resolve("demo.log"));
        Demo demo = new Demo(options, out);
        ServiceRunner.closeAtExit("demo", demo);
        try {
            demo.start();
            demo.show(new DemoScreen(out, System.console() != null));
        } finally {
            demo.close();
        }
        return ExitCode.DONE;
    }
}
