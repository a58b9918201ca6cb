package io.chaintier.bench;

import io.chaintier.config.Settings;
import io.chaintier.diskstore.CassandraChainReader;
import io.chaintier.diskstore.CassandraChainWriter;
import io.chaintier.diskstore.CassandraConfig;
import io.chaintier.event.ChainEvent;
import io.chaintier.gateway.Gateway;
import io.chaintier.gateway.GatewayService;
import io.chaintier.gateway.read.Tier;
import io.chaintier.localchain.Anvil;
import io.chaintier.localchain.AnvilOptions;
import io.chaintier.localchain.AnvilProgram;
import io.chaintier.localstack.Datacenter;
import io.chaintier.localstack.LocalStack;
import io.chaintier.localstack.StackOptions;
import io.chaintier.memorystore.RedisChainReader;
import io.chaintier.memorystore.RedisChainWriter;
import io.chaintier.memorystore.RedisConfig;
import io.chaintier.store.ChainWriter;
import io.chaintier.store.Outcome;
import io.chaintier.store.StoreException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads of blocks, transactions, receipts and logs from each tier: through the read library, through the gateway over
 * HTTP, with the raw client fetching the same bytes as one value, and from the node itself. Many connections, each of
 * which asks again as soon as it has its answer; measurements take turns. Prints a table for each round.
 *
 * <p>Arguments: {@code key=value}, of {@code rounds}, {@code millis} (of each measurement), {@code connections},
 * {@code blocks} and {@code transactions} (per block).
 */
public final class ReadBench implements AutoCloseable {
    private static final Duration ANSWERS_WITHIN = Duration.ofMinutes(5);
    private static final Duration POLL = Duration.ofMillis(200);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final LocalStack stack;
    private final Map<String, ReadPath> paths = new LinkedHashMap<>();

    private ReadBench(Path directory, int blocks, int transactions) {
        stack = keep(
                LocalStack.start(StackOptions.in(directory.resolve("stack")).thatIsTemporary()));
        Anvil node = keep(AnvilProgram.installed().start(AnvilOptions.in(directory.resolve("anvil"))));
        BenchChain chain = BenchChain.mine(node, blocks, transactions);
        RedisConfig redis = RedisConfig.from(settings());
        CassandraConfig cassandra = CassandraConfig.from(settings());
        try (ChainWriter memory = new RedisChainWriter(redis);
                ChainWriter disk = new CassandraChainWriter(cassandra)) {
            store(chain.events(), memory);
            store(chain.events(), disk);
        }
        paths.put("node (anvil)", new HttpPath(node.http(), chain));
        paths.put("memory: raw GET", new RawRedisPath(stack.redis().address(), chain));
        paths.put("memory: library", keep(new LibraryPath(Tier.MEMORY, new RedisChainReader(redis), chain)));
        paths.put("memory: gateway", gateway(Tier.MEMORY, chain));
        InetSocketAddress replica = stack.cassandra(Datacenter.REPLICA).address();
        paths.put("replica: raw SELECT", keep(new RawCassandraPath(replica, Datacenter.REPLICA, chain)));
        paths.put(
                "replica: library",
                keep(new LibraryPath(Tier.REPLICA, CassandraChainReader.ofReplica(cassandra), chain)));
        paths.put("replica: gateway", gateway(Tier.REPLICA, chain));
        paths.put(
                "primary: library",
                keep(new LibraryPath(Tier.PRIMARY, CassandraChainReader.ofPrimary(cassandra), chain)));
        paths.put("primary: gateway", gateway(Tier.PRIMARY, chain));
    }

    public static void main(String[] args) throws Exception {
        Map<String, Integer> options = new HashMap<>(
                Map.of("rounds", 3, "millis", 2_000, "connections", 8, "blocks", 60, "transactions", 150));
        for (String arg : args) {
            String[] pair = arg.split("=", 2);
            options.put(pair[0], Integer.valueOf(pair[1]));
        }
        Load load = new Load(options.get("connections"), Duration.ofMillis(options.get("millis")));
        Path directory = Files.createTempDirectory("read-bench");
        try (ReadBench bench = new ReadBench(directory, options.get("blocks"), options.get("transactions"))) {
            bench.awaitAnswers();
            for (int round = 0; round <= options.get("rounds"); round++) {
                System.out.println(round == 0 ? "warm-up" : "round " + round);
                bench.round(load);
            }
        }
    }

    /** A replica is not believed at once: it must have been seen to keep up. */
    private void awaitAnswers() throws InterruptedException {
        long deadline = System.nanoTime() + ANSWERS_WITHIN.toNanos();
        for (Map.Entry<String, ReadPath> path : paths.entrySet()) {
            while (!answers(path.getValue())) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(
                            path.getKey() + " has no answer after " + ANSWERS_WITHIN.toSeconds() + " s");
                }
                Thread.sleep(POLL.toMillis());
            }
        }
    }

    private static boolean answers(ReadPath path) {
        return Arrays.stream(What.values()).allMatch(what -> answers(path, what));
    }

    private static boolean answers(ReadPath path, What what) {
        try (Load.Reader reader = path.open(what)) {
            reader.read(0);
            return true;
        } catch (IllegalStateException | StoreException e) {
            return false;
        }
    }

    private void round(Load load) throws Exception {
        System.out.println("| read | path | reads/s | p50 us | p99 us |");
        System.out.println("|---|---|---|---|---|");
        for (What what : What.values()) {
            for (Map.Entry<String, ReadPath> path : paths.entrySet()) {
                Load.Result result = load.run(() -> path.getValue().open(what));
                System.out.printf(
                        Locale.ROOT,
                        "| %s | %s | %,.0f | %,.0f | %,.0f |%n",
                        what,
                        path.getKey(),
                        result.perSecond(),
                        result.micros(0.50),
                        result.micros(0.99));
            }
        }
    }

    private static void store(List<ChainEvent> events, ChainWriter writer) {
        writer.probe();
        for (ChainEvent event : events) {
            if (writer.apply(List.of(event)).get(0) instanceof Outcome.Failed failed) {
                throw failed.cause();
            }
        }
    }

    /** Over one tier alone. */
    private ReadPath gateway(Tier tier, BenchChain chain) {
        Gateway gateway = keep(
                GatewayService.start(settings().overriddenBy(Settings.of(Map.of("gateway.tiers", tier.toString())))));
        return new HttpPath(URI.create("http://127.0.0.1:" + gateway.port() + "/"), chain);
    }

    private Settings settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("kafka.bootstrap.servers", text(stack.kafka().address()));
        settings.put("redis.uri", "redis://" + text(stack.redis().address()));
        settings.put(
                "cassandra.contact.points",
                text(stack.cassandra(Datacenter.PRIMARY).address()));
        settings.put(
                "cassandra.replica.contact.points",
                text(stack.cassandra(Datacenter.REPLICA).address()));
        settings.put("gateway.port", "0");
        return Settings.of(settings);
    }

    private static String text(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }

    private <T extends AutoCloseable> T keep(T part) {
        parts.push(part);
        return part;
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("a part did not stop in order", e);
            }
        }
    }
}
