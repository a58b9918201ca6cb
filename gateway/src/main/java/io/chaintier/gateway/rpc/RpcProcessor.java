package io.chaintier.gateway.rpc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.chaintier.event.ChainId;
import io.chaintier.gateway.read.HeadWatch;
import io.chaintier.gateway.read.TieredReader;
import io.chaintier.gateway.rpc.PassedOn.Outcome;
import io.chaintier.gateway.rpc.RpcMethod.Result;
import io.chaintier.gateway.upstream.Upstreams;
import io.chaintier.store.StoreException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** JSON-RPC 2.0: from the bytes of a request to the bytes of its answer. Blocking; safe for many threads. */
public final class RpcProcessor {
    private static final Logger LOG = LoggerFactory.getLogger(RpcProcessor.class);
    private static final String FAMILY = "eip155";

    private final Map<String, RpcMethod> methods;
    private final PassedOn passedOn;
    private final HeadWatch heads;
    private final RpcLimits limits;

    /**
     * @param heads         says at which head an answer was given
     * @param upstreams     where calls go that are not answered here
     * @param clientVersion answer to {@code web3_clientVersion}
     * @param live          who is told what moves
     */
    public RpcProcessor(
            TieredReader reader,
            HeadWatch heads,
            Upstreams upstreams,
            String clientVersion,
            RpcLimits limits,
            Live live) {
        this.methods = AllMethods.over(reader, clientVersion, limits, live);
        this.passedOn = new PassedOn(upstreams);
        this.heads = heads;
        this.limits = limits;
    }

    /**
     * Answers a request. Never fails: whatever is wrong is said in the answer.
     *
     * @param chain    which chain it was sent to
     * @param body     what was sent
     * @param exchange asked between calls whether the time is over
     */
    public Reply answer(ChainId chain, byte[] body, Exchange exchange) {
        try {
            JsonNode request = parse(body);
            return request.isArray() ? batch(chain, request, exchange) : single(chain, request, exchange);
        } catch (RpcException e) {
            return exchange.allFailed(e);
        }
    }

    /**
     * Answers a request with an error as a whole, by its ids, also where nobody has looked at it yet.
     *
     * @param body     what was sent
     * @param exchange of the request
     */
    public Reply refuse(byte[] body, Exchange exchange, RpcException error) {
        try {
            JsonNode request = parse(body);
            List<RpcCall> calls = (request.isArray() ? stream(request) : Stream.of(request))
                    .map(RpcCall::new)
                    .filter(call -> !call.isNotification())
                    .toList();
            exchange.received(request.isArray(), calls.stream().map(RpcCall::id).toList());
        } catch (RpcException e) {
            LOG.debug("refused a request that is none: {}", e.getMessage());
        }
        return exchange.allFailed(error);
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static JsonNode parse(byte[] body) throws RpcException {
        JsonNode request;
        try {
            request = Json.MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            throw RpcException.parseError("the request is not JSON: line "
                    + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr() + ": "
                    + e.getOriginalMessage());
        } catch (IOException e) {
            throw RpcException.parseError("the request is not JSON: " + e.getMessage());
        }
        if (request.isMissingNode()) {
            throw RpcException.parseError("the request is empty: expected a JSON-RPC call");
        }
        return request;
    }

    private Reply single(ChainId chain, JsonNode request, Exchange exchange) {
        ReplyWriter reply = new ReplyWriter(false);
        RpcCall call = new RpcCall(request);
        if (!call.isNotification()) {
            exchange.received(false, List.of(call.id()));
            answer(chain, call, exchange, () -> result(chain, call, exchange), reply);
        }
        return reply.finish(heads.newest(chain));
    }

    private Reply batch(ChainId chain, JsonNode request, Exchange exchange) throws RpcException {
        if (request.isEmpty()) {
            throw RpcException.invalidRequest("the batch is empty: expected one call or more");
        }
        if (request.size() > limits.batchCalls()) {
            throw RpcException.invalidRequest("batch too large: " + request.size() + " calls, at most "
                    + limits.batchCalls() + " are answered at a time");
        }
        List<RpcCall> calls = stream(request)
                .map(RpcCall::new)
                .filter(call -> !call.isNotification())
                .toList();
        exchange.received(true, calls.stream().map(RpcCall::id).toList());
        ReplyWriter reply = new ReplyWriter(true);
        Map<RpcCall, Outcome> passed = passedOn.askAll(
                chain,
                calls.stream().filter(call -> isPassedOn(chain, call, exchange)).toList());
        for (RpcCall call : calls) {
            if (exchange.isAbandoned()) {
                break;
            }
            if (reply.bytes() >= limits.batchResponseBytes()) {
                reply.error(
                        call.id(),
                        RpcException.limitExceeded("response too large: the answers before this one fill the limit of "
                                + limits.batchResponseBytes() + " bytes; ask for less in one batch"));
            } else {
                Outcome here = () -> result(chain, call, exchange);
                answer(chain, call, exchange, passed.getOrDefault(call, here), reply);
            }
        }
        return reply.finish(heads.newest(chain));
    }

    private void answer(ChainId chain, RpcCall call, Exchange exchange, Outcome outcome, ReplyWriter reply) {
        try {
            call.check();
            if (exchange.isOver()) {
                throw RpcException.timedOut();
            }
            reply.result(call.id(), outcome.get());
        } catch (RpcException e) {
            reply.error(call.id(), e);
        } catch (StoreException e) {
            reply.error(
                    call.id(),
                    exchange.isOver()
                            ? RpcException.timedOut()
                            : RpcException.unavailable("not available now: " + e.getMessage()));
        } catch (IOException | RuntimeException e) {
            LOG.error("{} on {} failed: {}", call.method(), chain, Shown.of(call.params()), e);
            reply.error(call.id(), RpcException.internal("internal error: the log of the gateway says more"));
        }
    }

    private Result result(ChainId chain, RpcCall call, Exchange exchange) throws RpcException {
        if (isPassedOn(chain, call, exchange)) {
            return passedOn.ask(chain, call);
        }
        try {
            return method(chain, call, exchange).call(call.method(), chain, call.params());
        } catch (RpcException e) {
            if (e.isNotStored() && passedOn.takes(chain, call)) {
                return passedOn.ask(chain, call);
            }
            throw e;
        }
    }

    private boolean isPassedOn(ChainId chain, RpcCall call, Exchange exchange) {
        return call.isWellFormed()
                && find(call, exchange).isEmpty()
                && chain.namespace().equals(FAMILY)
                && passedOn.takes(chain, call);
    }

    private Optional<RpcMethod> find(RpcCall call, Exchange exchange) {
        return exchange.method(call.method()).or(() -> Optional.ofNullable(methods.get(call.method())));
    }

    private RpcMethod method(ChainId chain, RpcCall call, Exchange exchange) throws RpcException {
        RpcMethod method = find(call, exchange)
                .orElseThrow(() -> RpcException.methodNotFound(
                        "there is no method " + call.shownMethod() + " here: " + passedOn.whyNot(chain)));
        if (!chain.namespace().equals(FAMILY)) {
            throw RpcException.methodNotFound(
                    call.method() + " is for chains of the family " + FAMILY + ", not for " + chain);
        }
        return method;
    }
}
