package io.chaintier.gateway.http;

import io.chaintier.gateway.http.Pages.Page;
import io.chaintier.gateway.read.TieredReader;
import io.chaintier.gateway.read.WriteBack;
import io.chaintier.gateway.rpc.Exchange;
import io.chaintier.gateway.rpc.Live;
import io.chaintier.gateway.rpc.RpcException;
import io.chaintier.gateway.rpc.RpcProcessor;
import io.chaintier.gateway.rpc.ServedChains;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.CorsHandler;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The HTTP server of a gateway. */
public final class HttpFrontend implements AutoCloseable {
    private static final long MIN_IDLE_MS = 60_000;
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final int FORBIDDEN = 403;
    private static final int PAYLOAD_TOO_LARGE = 413;
    private static final int UNAVAILABLE = 503;

    private final HttpConfig config;
    private final Vertx vertx;
    private final Workers workers;
    private final HttpServer server;
    private final WebSockets webSockets;

    /**
     * Starts to listen.
     *
     * @param version what the gateway calls itself
     * @throws IllegalStateException if the address cannot be listened on; the message says which and why
     */
    public HttpFrontend(
            HttpConfig config,
            WebSocketConfig webSocketConfig,
            String version,
            RpcProcessor processor,
            ServedChains chains,
            TieredReader reader,
            Optional<WriteBack> writeBack,
            Live live) {
        this.config = config;
        workers = new Workers(config.workers(), config.waitingRequests());
        // No files are served: without this Vert.x makes itself a directory for them.
        FileSystemOptions noFiles =
                new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false);
        vertx = Vertx.vertx(new VertxOptions().setUseDaemonThread(true).setFileSystemOptions(noFiles));
        Dispatch dispatch = new Dispatch(processor, chains, workers, config.requestTimeout());
        webSockets = new WebSockets(config, webSocketConfig, vertx, dispatch, live.notifier());
        Pages pages = new Pages(version, reader, chains, writeBack, new LivePage(live, webSockets));
        server = webSockets
                .serveOn(vertx.createHttpServer(options(config)))
                .requestHandler(router(pages, new RpcHandler(dispatch)));

        try {
            server.listen().toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            close();
            throw new IllegalStateException(
                    "cannot listen on " + config.host() + ":" + config.port() + ": "
                            + e.getCause().getMessage(),
                    e.getCause());
        }
    }

    private static HttpServerOptions options(HttpConfig config) {
        return new HttpServerOptions()
                .setHost(config.host())
                .setPort(config.port())
                .setCompressionSupported(config.compression())
                .setPerMessageWebSocketCompressionSupported(config.compression())
                .setPerFrameWebSocketCompressionSupported(config.compression())
                .setMaxWebSocketFrameSize(config.maxBodyBytes())
                .setMaxWebSocketMessageSize(config.maxBodyBytes())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout(
                        (int) Math.max(MIN_IDLE_MS, 2 * config.requestTimeout().toMillis()));
    }

    /** The port listened on. */
    public int port() {
        return server.actualPort();
    }

    private Router router(Pages pages, RpcHandler rpc) {
        Router router = Router.router(vertx);
        if (!config.allowedHosts().isEmpty()) {
            router.route().handler(this::checkHost);
        }
        if (!config.corsOrigins().isEmpty()) {
            router.route().handler(cors());
            router.errorHandler(
                    FORBIDDEN, request -> forbid(request.response(), "pages of this origin may not call here"));
        }
        router.get("/").handler(page(pages::home));
        router.get("/stats").handler(page(pages::stats));
        router.get("/health/ready").handler(page(pages::ready));
        router.get("/health/live").handler(request -> send(request.response(), pages.live()));
        router.post()
                .handler(BodyHandler.create(false).setBodyLimit(config.maxBodyBytes()))
                .handler(rpc)
                .failureHandler(this::refuse);
        return router;
    }

    private CorsHandler cors() {
        CorsHandler cors = CorsHandler.create()
                .allowedMethods(Set.of(HttpMethod.GET, HttpMethod.POST))
                .allowedHeader("Content-Type")
                .exposedHeaders(ProvenanceHeaders.ALL);
        return config.corsOrigins().contains("*")
                ? cors.addOriginWithRegex(".*")
                : cors.addOrigins(List.copyOf(config.corsOrigins()));
    }

    /** A page in a browser must not reach us through a name of its own (DNS rebinding). */
    private void checkHost(RoutingContext request) {
        HostAndPort authority = request.request().authority();
        if (authority != null && config.allowedHosts().contains(authority.host())) {
            request.next();
        } else {
            forbid(request.response(), "this host name is not allowed here");
        }
    }

    private static void forbid(HttpServerResponse response, String why) {
        response.setStatusCode(FORBIDDEN).end(why + "\n");
    }

    private void refuse(RoutingContext request) {
        if (request.statusCode() == PAYLOAD_TOO_LARGE) {
            RpcException error = RpcException.invalidRequest(
                    "request too large: at most " + config.maxBodyBytes() + " bytes are read");
            Exchange exchange = new Exchange(config.requestTimeout(), System::nanoTime);
            RpcHandler.send(request.response(), PAYLOAD_TOO_LARGE, exchange.allFailed(error));
        } else {
            request.next();
        }
    }

    private Handler<RoutingContext> page(Supplier<Page> content) {
        return request -> {
            Context eventLoop = vertx.getOrCreateContext();
            boolean taken = workers.offer(() -> {
                Page page = content.get();
                eventLoop.runOnContext(unused -> send(request.response(), page));
            });
            if (!taken) {
                request.response().setStatusCode(UNAVAILABLE).end("busy\n");
            }
        };
    }

    private static void send(HttpServerResponse response, Page page) {
        if (!response.closed()) {
            response.setStatusCode(page.status())
                    .putHeader("Content-Type", "application/json")
                    .end(page.json() + "\n");
        }
    }

    /** Takes no new requests, answers those under way, for ten seconds at most. */
    @Override
    public void close() {
        webSockets.close();
        server.shutdown(GRACE).toCompletionStage().toCompletableFuture().join();
        workers.close(GRACE.toMillis());
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
