package io.chaintier.cli;

import io.chaintier.config.Settings;
import io.chaintier.gateway.Gateway;
import io.chaintier.gateway.GatewayService;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The read side as a service. */
@Command(
        name = "gateway",
        mixinStandardHelpOptions = true,
        description = "Answer Ethereum's JSON-RPC over HTTP from memory and disk, until SIGTERM or Ctrl-C.")
final class GatewayCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayCommand.class);

    @Mixin
    private SettingsOptions settings;

    @Option(
            names = "--upstream",
            paramLabel = "URL",
            description = "Node that answers what is not answered here; the same as gateway.upstream.url.")
    private Optional<String> upstream = Optional.empty();

    @Override
    public Integer call() throws InterruptedException {
        Settings given = Settings.of(
                upstream.map(url -> Map.of("gateway.upstream.url", url)).orElse(Map.of()));
        Gateway gateway = GatewayService.start(settings.load().overriddenBy(given));
        ServiceRunner.closeAtExit("gateway", gateway);
        LOG.info("gateway listens on port {}", gateway.port());
        new CountDownLatch(1).await();
        return ExitCode.DONE;
    }
}
