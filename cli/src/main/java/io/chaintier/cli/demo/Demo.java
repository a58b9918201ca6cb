package io.chaintier.cli.demo;

import io.chaintier.cli.Version;
import io.chaintier.config.Settings;
import io.chaintier.disksink.DiskSink;
import io.chaintier.diskstore.CassandraChainReader;
import io.chaintier.diskstore.CassandraConfig;
import io.chaintier.event.ChainId;
import io.chaintier.gateway.Gateway;
import io.chaintier.gateway.GatewayService;
import io.chaintier.localchain.AnvilUnavailableException;
import io.chaintier.localstack.Datacenter;
import io.chaintier.localstack.LocalStack;
import io.chaintier.localstack.StackOptions;
import io.chaintier.memorysink.MemorySink;
import io.chaintier.memorystore.RedisChainReader;
import io.chaintier.memorystore.RedisConfig;
import io.chaintier.producer.publish.PublisherConfig;
import io.chaintier.sinkruntime.Sink;
import io.chaintier.sinkruntime.SinkStatus;
import io.chaintier.sinkstatus.StatusConfig;
import io.chaintier.sinkstatus.StatusServer;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * The whole system in one process, its servers as child processes: this class puts it together, shows it, and takes it
 * apart in reverse order.
 */
public final class Demo implements AutoCloseable {
    private static final long SEED = 20_260_101;
    private static final StatusConfig ANY_FREE_PORT = new StatusConfig("127.0.0.1", OptionalInt.of(0));

    /**
     * @param rpc       node to follow; empty for one of our own
     * @param sample    play the recorded chain also where a node could run
     * @param directory of the servers' data and logs
     * @param port      of the gateway; 0 for a free one
     * @param settings  of the operator, which win over the demo's own
     */
    public record Options(Optional<URI> rpc, boolean sample, Path directory, int port, Settings settings) {}

    private final Options options;
    private final PrintWriter out;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Map<String, Sink> sinks = new LinkedHashMap<>();
    private final Map<String, StatusServer> statuses = new LinkedHashMap<>();
    private final List<TierWatch> watches = new ArrayList<>();
    private ChainSource source;
    private Visitor visitor;
    private URI gatewayUri;
    private volatile boolean closing;

    public Demo(Options options, PrintWriter out) {
        this.options = options;
        this.out = out;
    }

    /** Starts everything; returns when the gateway answers and blocks are on their way. */
    public void start() throws InterruptedException {
        say("Starting Kafka, Redis and a two-datacenter Cassandra in " + options.directory());
        LocalStack stack = keep(LocalStack.start(
                StackOptions.in(options.directory().resolve("stack")).thatIsTemporary()));
        stack.closedByCaller();
        Settings settings = Settings.of(addresses(stack)).overriddenBy(options.settings());
        say("Starting the sinks and the gateway");
        sinks.put(MemorySink.NAME, keep(MemorySink.create(settings)));
        sinks.put(DiskSink.NAME, keep(DiskSink.create(settings)));
        sinks.forEach((name, sink) ->
                statuses.put(name, keep(StatusServer.start(ANY_FREE_PORT, name, Version.current(), sink::status))));
        sinks.values().forEach(Sink::start);
        Gateway gateway = keep(GatewayService.start(settings));
        gatewayUri = URI.create("http://127.0.0.1:" + gateway.port());
        source = keep(source(settings));
        source.start();
        watch(settings);
        visitor = keep(new Visitor(gatewayUri));
        visitor.start();
    }

    /** Shows the live table until the demo is closed or the thread is interrupted. */
    public void show(DemoScreen screen) throws InterruptedException {
        printWhatToTry();
        while (!closing) {
            try {
                screen.show(moment());
            } catch (RuntimeException e) {
                if (!closing) {
                    throw e;
                }
            }
            TimeUnit.SECONDS.sleep(1);
        }
    }

    /** Where the gateway listens; known once started. */
    public URI gateway() {
        return gatewayUri;
    }

    public ChainId chain() {
        return source.chain();
    }

    /** Stops everything in reverse order; nothing is left running. */
    @Override
    public void close() {
        closing = true;
        closeParts();
    }

    private synchronized void closeParts() {
        while (!parts.isEmpty()) {
            try {
                parts.removeLast().close();
            } catch (Exception e) {
                say("! a part did not stop in order: " + e.getMessage());
            }
        }
    }

    private Map<String, String> addresses(LocalStack stack) {
        Map<String, String> settings = new HashMap<>();
        settings.put("kafka.bootstrap.servers", text(stack.kafka().address()));
        settings.put("redis.uri", "redis://" + text(stack.redis().address()));
        settings.put(
                "cassandra.contact.points",
                text(stack.cassandra(Datacenter.PRIMARY).address()));
        settings.put(
                "cassandra.replica.contact.points",
                text(stack.cassandra(Datacenter.REPLICA).address()));
        settings.put("gateway.port", String.valueOf(options.port()));
        settings.put("publisher.name", "demo");
        // It ends with the Kafka that its offsets belong to.
        settings.put(
                "sink.spill.dir",
                options.directory()
                        .resolve("stack")
                        .resolve("spill")
                        .toAbsolutePath()
                        .toString());
        // The demo's Kafka is gone with it: nothing is to be left for a next publisher.
        settings.put("publisher.when.unreachable", "block");
        return settings;
    }

    private ChainSource source(Settings settings) throws InterruptedException {
        if (options.rpc().isPresent()) {
            URI rpc = options.rpc().get();
            say("Following " + rpc);
            return new FollowSource("the node at " + rpc, settings, rpc);
        }
        if (options.sample()) {
            return new SampleSource(PublisherConfig.from(settings));
        }
        try {
            say("Starting a local Ethereum node (anvil; the first time npm downloads it)");
            return new AnvilSource(settings, options.directory().resolve("anvil"), SEED);
        } catch (AnvilUnavailableException e) {
            say("No local node: " + e.getMessage());
            return new SampleSource(PublisherConfig.from(settings));
        }
    }

    private void watch(Settings settings) {
        ChainId chain = source.chain();
        CassandraConfig cassandra = CassandraConfig.from(settings);
        watches.add(keep(new TierWatch("memory", chain, new RedisChainReader(RedisConfig.from(settings)))));
        watches.add(keep(new TierWatch("replica", chain, CassandraChainReader.ofReplica(cassandra))));
        watches.add(keep(new TierWatch("primary", chain, CassandraChainReader.ofPrimary(cassandra))));
    }

    private DemoScreen.Moment moment() {
        Map<String, TierWatch.Figures> tiers = new LinkedHashMap<>();
        watches.forEach(watch -> tiers.put(watch.tier(), watch.look()));
        Map<String, SinkStatus> now = new LinkedHashMap<>();
        sinks.forEach((name, sink) -> now.put(name, sink.status()));
        List<String> problems = new ArrayList<>();
        source.failure().ifPresent(problems::add);
        now.values().forEach(status -> status.stopped().values().forEach(problems::add));
        return new DemoScreen.Moment(source.description(), tiers, visitor.readsByTier(), now, problems);
    }

    private void printWhatToTry() {
        String post = "curl -s " + gatewayUri + " -H 'content-type: application/json' -d ";
        out.println();
        out.println("Chaintier answers Ethereum JSON-RPC at " + gatewayUri + " (chain " + source.chain() + ")");
        out.println();
        out.println("  " + post + "'{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_blockNumber\",\"params\":[]}'");
        out.println("  " + post
                + "'{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_getBlockByNumber\",\"params\":[\"latest\",true]}'");
        out.println("  " + post
                + "'{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_getBlockReceipts\",\"params\":[\"latest\"]}'");
        out.println("  curl -s " + gatewayUri + "/stats");
        statuses.forEach(
                (name, status) -> out.println("  curl -s " + status.uri() + "/status   # the " + name + " sink"));
        out.println();
        out.println("Logs and data: " + options.directory() + "   Ctrl-C stops everything.");
        out.println();
        out.flush();
    }

    private <T extends AutoCloseable> T keep(T part) {
        synchronized (this) {
            parts.addLast(part);
        }
        return part;
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }

    private static String text(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }
}
