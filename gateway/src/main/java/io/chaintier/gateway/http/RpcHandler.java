package io.chaintier.gateway.http;

import io.chaintier.gateway.http.Dispatch.Outcome;
import io.chaintier.gateway.rpc.Exchange;
import io.chaintier.gateway.rpc.Reply;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** A JSON-RPC request that came with POST. */
final class RpcHandler implements Handler<RoutingContext> {
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;
    private static final int NOT_FOUND = 404;
    private static final int TOO_MANY_REQUESTS = 429;

    private final Dispatch dispatch;

    RpcHandler(Dispatch dispatch) {
        this.dispatch = dispatch;
    }

    @Override
    public void handle(RoutingContext request) {
        HttpServerResponse response = request.response();
        Exchange exchange = new Exchange(dispatch.timeout(), System::nanoTime);
        response.closeHandler(closed -> exchange.abandon());
        dispatch.submit(
                request.vertx(), request.normalizedPath(), body(request), exchange, exchange::allFailed, answered -> {
                    if (answered.outcome() == Outcome.BUSY) {
                        response.putHeader("Retry-After", "1");
                    }
                    send(response, status(answered.outcome()), answered.reply());
                });
    }

    private static int status(Outcome outcome) {
        return switch (outcome) {
            case ANSWERED -> OK;
            case NOTHING_TO_SAY -> NO_CONTENT;
            case NO_SUCH_CHAIN -> NOT_FOUND;
            case BUSY -> TOO_MANY_REQUESTS;
        };
    }

    private static byte[] body(RoutingContext request) {
        Buffer body = request.body().buffer();
        return body == null ? new byte[0] : body.getBytes();
    }

    /** Does nothing where the client has gone. */
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
