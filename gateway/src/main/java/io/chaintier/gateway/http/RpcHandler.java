package io.chaintier.gateway.http;

import io.chaintier.event.ChainId;
import io.chaintier.gateway.rpc.Exchange;
import io.chaintier.gateway.rpc.Reply;
import io.chaintier.gateway.rpc.RpcException;
import io.chaintier.gateway.rpc.RpcProcessor;
import io.chaintier.gateway.rpc.ServedChains;
import io.chaintier.store.StoreException;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/**
 * A JSON-RPC request: handed to a worker, answered when the worker is done or the time is over. Workers look at the
 * clock between calls; a worker that hangs in a store is not waited for much longer.
 */
final class RpcHandler implements Handler<RoutingContext> {
    private static final Duration PATIENCE_WITH_WORKERS = Duration.ofSeconds(1);
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;
    private static final int NOT_FOUND = 404;
    private static final int TOO_MANY_REQUESTS = 429;

    private final RpcProcessor processor;
    private final ServedChains chains;
    private final Workers workers;
    private final Duration timeout;

    RpcHandler(RpcProcessor processor, ServedChains chains, Workers workers, Duration timeout) {
        this.processor = processor;
        this.chains = chains;
        this.workers = workers;
        this.timeout = timeout;
    }

    @Override
    public void handle(RoutingContext request) {
        Vertx vertx = request.vertx();
        Context eventLoop = vertx.getOrCreateContext();
        HttpServerResponse response = request.response();
        Exchange exchange = new Exchange(timeout, System::nanoTime);
        long timer = vertx.setTimer(timeout.plus(PATIENCE_WITH_WORKERS).toMillis(), id -> {
            exchange.abandon();
            send(response, OK, exchange.allFailed(RpcException.unavailable("request timed out")));
        });
        response.closeHandler(closed -> exchange.abandon());
        String path = request.normalizedPath();
        byte[] body = body(request);
        boolean taken = workers.offer(() -> {
            Answered answered = answer(path, body, exchange);
            eventLoop.runOnContext(unused -> {
                vertx.cancelTimer(timer);
                send(response, answered.status(), answered.reply());
            });
        });
        if (!taken) {
            vertx.cancelTimer(timer);
            response.putHeader("Retry-After", "1");
            send(
                    response,
                    TOO_MANY_REQUESTS,
                    exchange.allFailed(RpcException.limitExceeded(
                            "busy: " + workers.waiting() + " requests are waiting already; try again later")));
        }
    }

    private record Answered(int status, Reply reply) {}

    private Answered answer(String path, byte[] body, Exchange exchange) {
        ChainId chain;
        try {
            chain = chains.at(path);
        } catch (RpcException e) {
            return new Answered(NOT_FOUND, exchange.allFailed(e));
        } catch (StoreException e) {
            return new Answered(
                    OK, exchange.allFailed(RpcException.unavailable("not available now: " + e.getMessage())));
        }
        Reply reply = processor.answer(chain, body, exchange);
        return new Answered(reply.json().length() == 0 ? NO_CONTENT : OK, reply);
    }

    private static byte[] body(RoutingContext request) {
        Buffer body = request.body().buffer();
        return body == null ? new byte[0] : body.getBytes();
    }

    /** Does nothing where the other of worker and timer was first, or the client has gone. */
    static void send(HttpServerResponse response, int status, Reply reply) {
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(status);
        ProvenanceHeaders.put(reply.provenance(), response);
        if (status == NO_CONTENT) {
            response.end();
        } else {
            response.putHeader("Content-Type", "application/json").end(reply.json());
        }
    }
}
