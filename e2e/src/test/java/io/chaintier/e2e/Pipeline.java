package io.chaintier.e2e;

import static org.awaitility.Awaitility.await;

import io.chaintier.config.Settings;
import io.chaintier.disksink.DiskSink;
import io.chaintier.event.ChainId;
import io.chaintier.gateway.Gateway;
import io.chaintier.gateway.GatewayService;
import io.chaintier.localstack.Datacenter;
import io.chaintier.localstack.LocalStack;
import io.chaintier.localstack.SharedStack;
import io.chaintier.memorysink.MemorySink;
import io.chaintier.producer.importer.ImportListener;
import io.chaintier.producer.importer.ImportOptions;
import io.chaintier.producer.importer.ImportProgress;
import io.chaintier.producer.importer.ImportSummary;
import io.chaintier.producer.importer.Importer;
import io.chaintier.producer.importer.LineProblem;
import io.chaintier.producer.publish.ChainPublisher;
import io.chaintier.producer.publish.PublisherConfig;
import io.chaintier.sinkruntime.Sink;
import io.chaintier.sinkruntime.SinkStatus;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The services of a deployment in this process, over real servers: both sinks, and gateways over any tiers. */
final class Pipeline implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Map<String, String> settings;
    private final Map<String, Sink> sinks = new LinkedHashMap<>();
    private final Map<String, Gateway> gateways = new LinkedHashMap<>();

    private Pipeline(Map<String, String> settings) {
        this.settings = settings;
    }

    static Pipeline over(LocalStack stack) {
        return new Pipeline(settings(
                text(stack.kafka().address()),
                stack.redis().address(),
                stack.cassandra(Datacenter.PRIMARY).address(),
                stack.cassandra(Datacenter.REPLICA).address()));
    }

    /** With topics and keyspaces that no other test has. Chains are shared in Redis: take ids that nobody has. */
    static Pipeline over(SharedStack stack) {
        Map<String, String> settings = settings(
                stack.kafka(), stack.redis(), stack.cassandra(Datacenter.PRIMARY), stack.cassandra(Datacenter.REPLICA));
        String name = stack.uniqueName("e2e");
        settings.put("topics.blocks", name + ".blocks");
        settings.put("topics.state", name + ".state");
        settings.put("topics.dead.letters", name + ".dead-letters");
        settings.put("sink.group.prefix", name + "-");
        settings.put("disk.keyspace.prefix", name);
        return new Pipeline(settings);
    }

    Settings settings() {
        return Settings.of(settings);
    }

    Map<String, String> asMap() {
        return new HashMap<>(settings);
    }

    Pipeline startSinks() {
        sinks.put(MemorySink.NAME, MemorySink.create(settings()));
        sinks.put(DiskSink.NAME, DiskSink.create(settings()));
        sinks.values().forEach(Sink::start);
        return this;
    }

    void stopSinks() {
        sinks.values().forEach(Sink::close);
        sinks.clear();
    }

    /** A client of a gateway that reads these tiers alone; started when first asked for. */
    RpcClient rpc(String tiers, ChainId chain) {
        Gateway gateway = gateways.computeIfAbsent(tiers, each -> {
            Map<String, String> its = asMap();
            its.put("gateway.tiers", each);
            its.put("gateway.port", "0");
            return GatewayService.start(Settings.of(its));
        });
        return new RpcClient(URI.create("http://127.0.0.1:" + gateway.port() + "/" + chain));
    }

    void stopGateways() {
        gateways.values().forEach(Gateway::close);
        gateways.clear();
    }

    ImportSummary importFiles(ChainId chain, List<Path> files) throws InterruptedException {
        try (ChainPublisher publisher = ChainPublisher.open(PublisherConfig.from(settings()), chain)) {
            return new Importer(publisher, new ImportOptions(files, true, false, true), new Quiet()).run();
        }
    }

    /** Until both sinks have stored whatever was published before the call. */
    void awaitSinks(long events) {
        await().atMost(PATIENCE)
                .until(() -> sinks.values().stream()
                        .map(Sink::status)
                        .map(SinkStatus::counts)
                        .allMatch(counts -> counts.events() >= events));
    }

    @Override
    public void close() {
        stopGateways();
        stopSinks();
    }

    private static Map<String, String> settings(
            String kafka, InetSocketAddress redis, InetSocketAddress primary, InetSocketAddress replica) {
        Map<String, String> settings = new HashMap<>();
        settings.put("kafka.bootstrap.servers", kafka);
        settings.put("publisher.when.unreachable", "block");
        settings.put("redis.uri", "redis://" + text(redis));
        settings.put("cassandra.contact.points", text(primary));
        settings.put("cassandra.replica.contact.points", text(replica));
        // The servers are shared and never away.
        settings.put("disk.replica.quiet.ms", "-1");
        settings.put("gateway.replica.budget.ms", "10000");
        // Pipelines run beside one another, and beside what else is on this machine.
        settings.put("sink.http.port", "0");
        // The real data has gaps of millions of blocks: all of it is to be in memory.
        settings.put("memory.window.blocks", "1000000000");
        settings.put(
                "sink.spill.dir",
                Path.of("target", "spill", UUID.randomUUID().toString())
                        .toAbsolutePath()
                        .toString());
        return settings;
    }

    private static String text(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }

    private static final class Quiet implements ImportListener {
        @Override
        public void progressed(ImportProgress progress) {}

        @Override
        public void lineRejected(LineProblem problem) {}

        @Override
        public void fileResumed(Path file, long lines) {}

        @Override
        public void fileSkipped(Path file) {}
    }
}
