package io.chaintier.sinkstatus;

import static java.util.Objects.requireNonNull;

import io.chaintier.sinkruntime.SinkStatus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows over HTTP how one sink is doing. It reads only, and it stays out of the way: a sink that cannot say how it is,
 * because its disk hangs, costs one waiting thread, however often it is asked.
 *
 * <table>
 * <caption>What can be read with GET</caption>
 * <tr><td>{@code /}</td><td>the status as a page for people</td></tr>
 * <tr><td>{@code /status}</td><td>the same as JSON</td></tr>
 * <tr><td>{@code /metrics}</td><td>the same for Prometheus, and the figures of this JVM</td></tr>
 * <tr><td>{@code /health/live}</td><td>200 as long as the process can answer; asks nobody else</td></tr>
 * <tr><td>{@code /health/ready}</td><td>200 while the sink takes records, into its store or into its file; else
 * 503</td></tr>
 * </table>
 */
public final class StatusServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatusServer.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration GRACE = Duration.ofSeconds(1);
    private static final int UNAVAILABLE = 503;

    private final Vertx vertx;
    private final HttpServer server;
    private final URI uri;
    private final Supplier<SinkStatus> status;
    private final Duration patience;
    private final Pages pages;
    private final SinkMetrics metrics;
    private volatile boolean stopping;

    /** What is being asked of the sink; seen by the event loop alone. */
    private Optional<Future<SinkStatus>> reading = Optional.empty();

    private StatusServer(
            StatusConfig config, String sink, String version, Supplier<SinkStatus> status, Duration patience) {
        this.status = status;
        this.patience = patience;
        this.pages = new Pages(sink);
        // No files are served: without this Vert.x makes itself a directory for them.
        FileSystemOptions noFiles =
                new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false);
        this.vertx = Vertx.vertx(new VertxOptions()
                .setUseDaemonThread(true)
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setFileSystemOptions(noFiles));
        this.metrics = new SinkMetrics(sink, version);
        int port = config.port().orElseThrow();
        this.server = vertx.createHttpServer(
                        new HttpServerOptions().setHost(config.host()).setPort(port))
                .requestHandler(router());
        try {
            server.listen().toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            close();
            throw new StatusServerException(
                    "the " + sink + " sink cannot show its status at " + config.host() + ":" + port + ": "
                            + e.getCause().getMessage()
                            + ". Set sink.http.host and sink.http.port (0 for any free port, -1 to show none)",
                    e.getCause());
        }
        String host = config.host().contains(":") ? "[" + config.host() + "]" : config.host();
        this.uri = URI.create("http://" + host + ":" + server.actualPort());
    }

    /**
     * Starts to listen.
     *
     * @param config  says where; with a port
     * @param sink    its name: {@code memory} or {@code disk}
     * @param version of this program
     * @param status  how the sink is doing; called by one thread at a time, may block
     * @throws StatusServerException if it cannot listen there
     */
    public static StatusServer start(StatusConfig config, String sink, String version, Supplier<SinkStatus> status) {
        return start(config, sink, version, status, PATIENCE);
    }

    /** @param patience how long a request waits for the sink */
    static StatusServer start(
            StatusConfig config, String sink, String version, Supplier<SinkStatus> status, Duration patience) {
        requireNonNull(status, "status");
        StatusServer server = new StatusServer(config, sink, version, status, patience);
        LOG.info("{} sink: status at {}", sink, server.uri);
        return server;
    }

    /** Where it listens, without a path. */
    public URI uri() {
        return uri;
    }

    /** From now on the sink is not ready: for whoever is about to stop it. */
    public void stopping() {
        stopping = true;
    }

    /** Answers what is under way, for a second at most. */
    @Override
    public void close() {
        server.shutdown(GRACE.toMillis(), TimeUnit.MILLISECONDS)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        metrics.close();
    }

    private Router router() {
        Router router = Router.router(vertx);
        router.get("/").handler(request -> answer(request, pages::home));
        router.get("/status").handler(request -> answer(request, pages::status));
        router.get("/metrics").handler(request -> answer(request, metrics::page));
        router.get("/health/live").handler(request -> send(request, pages.live()));
        router.get("/health/ready").handler(request -> {
            if (stopping) {
                send(request, pages.stopping());
            } else {
                read().onComplete(
                                known -> send(request, pages.ready(known)),
                                failure -> send(request, pages.unknown(reason(failure))));
            }
        });
        return router;
    }

    private void answer(RoutingContext request, Function<SinkStatus, Page> page) {
        read().map(page)
                .onComplete(
                        shown -> send(request, shown),
                        failure -> send(request, new Page(UNAVAILABLE, Page.TEXT, reason(failure) + "\n")));
    }

    /** Asks the sink, or waits for the answer to whoever asked before. */
    private Future<SinkStatus> read() {
        Future<SinkStatus> answer =
                reading.filter(asked -> !asked.isComplete()).orElseGet(() -> vertx.executeBlocking(status::get));
        reading = Optional.of(answer);
        return answer.timeout(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private String reason(Throwable failure) {
        return failure instanceof java.util.concurrent.TimeoutException
                ? "the sink did not say within " + patience.toMillis() + " ms how it is: its disk may hang"
                : "the sink cannot say how it is: " + failure;
    }

    private static void send(RoutingContext request, Page page) {
        if (!request.response().closed()) {
            request.response()
                    .setStatusCode(page.status())
                    .putHeader("Content-Type", page.contentType())
                    .putHeader("Cache-Control", "no-store")
                    .end(page.body());
        }
    }
}
