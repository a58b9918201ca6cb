package io.chaintier.gateway;

import io.chaintier.gateway.feed.Feed;
import io.chaintier.gateway.http.HttpFrontend;
import io.chaintier.gateway.read.HeadWatch;
import io.chaintier.gateway.read.Tier;
import io.chaintier.gateway.read.TieredReader;
import io.chaintier.gateway.read.WriteBack;
import io.chaintier.gateway.read.WriteBack.MemoryFill;
import io.chaintier.gateway.rpc.Live;
import io.chaintier.gateway.rpc.RpcProcessor;
import io.chaintier.gateway.rpc.ServedChains;
import io.chaintier.gateway.upstream.Upstreams;
import io.chaintier.store.ChainReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;

/** A running gateway: the read path behind JSON-RPC over HTTP. {@link GatewayService} puts one together. */
public final class Gateway implements AutoCloseable {
    private static final Duration HEAD_REFRESH = Duration.ofSeconds(1);

    private final TieredReader reader;
    private final Live live;
    private final ExecutorService background;
    private final HttpFrontend http;

    private Gateway(TieredReader reader, Live live, ExecutorService background, HttpFrontend http) {
        this.reader = reader;
        this.live = live;
        this.background = background;
        this.http = http;
    }

    /**
     * Where the event log is.
     *
     * @param consumers makes consumers of no group that see only what was committed
     * @param topic     its name
     */
    record EventLog(Supplier<Consumer<byte[], byte[]>> consumers, String topic) {}

    /**
     * Starts a gateway over stores that are given.
     *
     * @param tiers closed with the gateway
     * @param fill  where blocks that disk answered are written back to; empty for nowhere
     * @param topic what is followed; empty for nothing
     * @throws IllegalStateException if the address cannot be listened on; the tiers are closed then
     */
    static Gateway start(
            GatewayConfig config, Map<Tier, ChainReader> tiers, Optional<MemoryFill> fill, Optional<EventLog> topic) {
        Optional<WriteBack> writeBack = fill.map(memory -> new WriteBack(
                memory, config.writeBack().threads(), config.writeBack().queueBlocks()));
        TieredReader reader = writeBack
                .map(back -> new TieredReader(tiers, config.breaker(), back))
                .orElseGet(() -> new TieredReader(tiers, config.breaker()));
        Live live = Live.of(
                topic.map(log -> Feed.follow(reader, config.live().feed(), log.consumers(), log.topic()))
                        .orElseGet(() -> Feed.off(reader)),
                config.live().limits(),
                config.limits().logs());
        ExecutorService background = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "head-watch");
            thread.setDaemon(true);
            return thread;
        });
        try {
            String version = version();
            HeadWatch heads = new HeadWatch(reader, HEAD_REFRESH, background);
            ServedChains chains = new ServedChains(reader, config.chains(), System::nanoTime);
            Upstreams upstreams = new Upstreams(config.upstream(), config.breaker());
            RpcProcessor processor = new RpcProcessor(reader, heads, upstreams, version, config.limits(), live);
            HttpFrontend http = new HttpFrontend(
                    config.http(), config.live().webSocket(), version, processor, chains, reader, writeBack, live);
            return new Gateway(reader, live, background, http);
        } catch (RuntimeException e) {
            live.close();
            background.shutdown();
            reader.close();
            throw e;
        }
    }

    /** The port that it listens on. */
    public int port() {
        return http.port();
    }

    /** Answers what is under way, then lets the stores go. */
    @Override
    public void close() {
        http.close();
        live.close();
        background.shutdown();
        reader.close();
    }

    /** For example {@code Chaintier/v1.2.0/linux-amd64/java17}. */
    private static String version() {
        Properties properties = new Properties();
        try (InputStream in = Gateway.class.getResourceAsStream("version.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String system = System.getProperty("os.name") + "-" + System.getProperty("os.arch");
        return "Chaintier/v" + properties.getProperty("version") + "/"
                + system.toLowerCase(Locale.ROOT).replace(' ', '-') + "/java"
                + Runtime.version().feature();
    }
}
